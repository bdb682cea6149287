// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

/// Watches what is on the disks, in the log and what clients are told, and writes down what may never be. It keeps its
/// own history and asks no node.
struct Checker {
    /// A cell and what was left behind on the way to it.
    struct ContactHistory {
        var cell: ContactCell
        /// When it came, by its home's first guess.
        let firstArrival: PoolInstant
        var left: Set<OfferID> = []
        /// Since when it is in line, if it has come back to it.
        var inLineSince: PoolInstant?
        /// Since when it waits in its topic's line; nil since it arrived.
        var inTopicSince: PoolInstant?
        /// Since when its topic's steps count; nil since it arrived.
        var stepsSince: PoolInstant?

        init(cell: ContactCell) {
            self.cell = cell
            firstArrival = cell.record.arrival
        }
    }

    /// An agent's cell at one site, and what was left behind.
    struct AgentHistory {
        var cell: AgentCell
        var left: Set<OfferID> = []
    }

    /// An agent's cell is of the site that stores it.
    struct Slot: Hashable {
        let agent: AgentID
        let site: Int
    }

    /// How the log's batches are authenticated.
    let authenticator: any BatchAuthenticator
    private(set) var violations: [Violation] = []
    var now: Int64 = 0
    var contacts: [ContactNumber: ContactHistory] = [:]
    /// In the order in which they came.
    var numbers: [ContactNumber] = []
    var agents: [Slot: AgentHistory] = [:]
    var slots: [Slot] = []
    /// Offers that were ever accepted, connected, or in the log.
    var accepted: Set<OfferID> = []
    var connected: Set<OfferID> = []
    /// Each offer of the log, and when it came there.
    var offered: [OfferID: Int64] = [:]
    /// When each offer began to ring, as clients name it, and how long it may be answered; and those left unanswered.
    var rings: [String: (at: Int64, timeoutMs: Int64, contact: ContactNumber)] = [:]
    var unanswered: Set<String> = []
    /// Offers of which a home has said that they are over there, for ever.
    var saidGone: Set<OfferID> = []
    var saidWithdrawn: Set<OfferID> = []
    /// Contacts that somebody has asked to end or to send back since they were last offered.
    var wanted: Set<ContactID> = []
    /// Contacts that somebody has ever asked to send back.
    var sentBack: Set<ContactID> = []
    /// Contacts that somebody has asked to wait anew.
    var restarted: Set<ContactID> = []
    /// Cancels that were answered before their contact came.
    var cancelledEarly: Set<String> = []
    /// The number each caller was given.
    var numberByName: [String: ContactNumber] = [:]
    /// Who waits by the log, by this checker's own reckoning of places.
    var line = CheckedLine()
    /// Since when agents are idle, in the same way.
    var choice = CheckedChoice()
    /// Contacts that ring several agents by the log, as far as it was seen to begin.
    var ringing: [ContactNumber: CheckedRing] = [:]
    /// Who waits at each island, in the same reckoning, by the node that holds its home.
    var islands: [NodeID: CheckedLine] = [:]
    /// What agents have beside, as each island was told.
    var takenAlone: [NodeID: [AgentID: [Channel]]] = [:]
    var offersAlone: [OfferID: Offer] = [:]
    /// Islands that began, and which of them made each offer; which of them a name belongs to: one whose offer became a
    /// fact.
    var islandsBegun = 0
    var islandOfNode: [NodeID: Int] = [:]
    var islandOfOffer: [OfferID: Int] = [:]
    var islandOfName: [OfferID: Int] = [:]
    var islandEntries: UInt64 = 0
    /// What was ever asked to be enqueued, by id.
    var asked: Set<String> = []
    /// Whether `asked`, and `restarted` with it, is all that was ever asked. If not, nothing is said of it.
    var knowsWhoAsked = true
    /// Contacts whose callers were told a state.
    var acknowledged: [ContactNumber] = []
    var isAcknowledged: Set<ContactNumber> = []
    /// Contacts whose conversation a desk of another site was told to have ended.
    var endedByDesk: [(number: ContactNumber, site: Int)] = []
    /// Places that callers who gave up must find again.
    var redials = CheckedRedials()
    /// Who has which slot of appointments.
    var appointments = CheckedSlots()
    /// Customers who are called before any agent is asked.
    var calls = CheckedCalls()
    /// What agents said of conversations and were answered, with the agent's site.
    var remarked: [(order: WrapUpOrder, site: Int)] = []
    /// Contacts their own site sent back to the line: of two who decide at once, the contact's home hears one first.
    var requeued: Set<ContactNumber> = []
    var nameByNumber: [ContactNumber: String] = [:]
    var requests: [UInt64: AskedRequest] = [:]
    var answeredTokens: Set<UInt64> = []
    /// What clients were told each version was.
    var contactVersions: [ContactNumber: [UInt64: String]] = [:]
    var agentVersions: [Slot: [UInt64: String]] = [:]
    /// The way of the first request for each contact, and contacts for which another came: a repetition is answered as
    /// the first was.
    var ways: [ContactID: AskedWay] = [:]
    var otherWays: Set<ContactID> = []
    /// The last that each caller was told of the wait, milliseconds.
    var estimates: [ContactNumber: Int64] = [:]
    /// Epochs that ever began, and offers by epoch and sequence, as clients see them.
    var epochs: Set<UInt64> = []
    var offerNames: Set<String> = []
    /// Agents whose move to another site was in a lost part of the log: the site before has them again. And those who
    /// came to work in a lost part: the log believes that they may move.
    var movedBack: Set<AgentID> = []
    /// The end of the numbers ever reserved.
    var reservedUpTo: UInt64 = 0
    var engine = Engine()
    var digest = Digest.none
    var lastTakeover: Int64 = .min / 2
    var rarities = Rarities()

    /// A checker that has seen nothing yet.
    init(authenticator: any BatchAuthenticator = PlainAuthenticator()) { self.authenticator = authenticator }

    /// Writes down what may never be; the first ten, since one fault makes many.
    mutating func violate(_ invariant: String, _ what: String) {
        guard violations.count < 10 else { return }
        violations.append(Violation(invariant: invariant, what: what, at: now))
    }
}
