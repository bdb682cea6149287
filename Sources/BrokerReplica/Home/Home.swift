// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

/// The role that holds a site's contacts and agents: it alone changes their cells, stores each change before it
/// speaks of it, and has the last word on whether a contact still waits and an agent is still free (protocol §4).
struct Home: Sendable {
    /// How far the home has come.
    enum Stage: Equatable, Sendable {
        /// The log is not read to its end. Can become: taking.
        case reading
        /// The log has been asked for the role. Can become: active, member.
        case taking
        /// Another node of the site holds the home, and this one keeps a copy. Can become: active.
        case member
        /// It holds the site's home. Can become: member.
        case active
    }

    let identity: NodeIdentity
    let incarnation: UInt64
    let openCount: UInt64
    /// Whether the operator has said that an earlier store is lost.
    let isRejoining: Bool
    var stage = Stage.reading
    var term: UInt32 = 0

    var contacts = CellTable()
    var numberByID = ShardedTable<ContactID, ContactNumber>()
    var agents: [AgentID: AgentCell] = [:]
    var agentOrder: [AgentID] = []
    /// No cell here ended before this, as far as the last sweep has seen: until then another finds nothing.
    var endsFrom = PoolInstant(.min)
    var earlyCancels: [ContactID: PoolInstant] = [:]
    var cancelOrder: [ContactID] = []
    var source: NumberSource
    var memory: RequestMemory
    var timers = TimingWheel<HomeTimer>()
    /// What the owner does not know yet, in the order in which it happened.
    var unreportedContacts: [ContactNumber] = []
    var unreportedAgents: [AgentID] = []
    /// What this site's desks ended or sent back, until the contacts' homes have heard it.
    var farewells: [OfferID: Farewell] = [:]
    /// What this site's agents said of conversations, until the contacts' homes have it.
    var unheardRemarks: [OfferID: UnheardRemark] = [:]
    /// By agent, contacts that may wait for them alone, as their last agent.
    var firstWaits: [AgentID: [ContactNumber]] = [:]
    /// Contacts whose customers are called, as far as the log may not know it yet.
    var callsUntold: [ContactNumber] = []
    /// Why this node holds the home no longer.
    var loss: String?
    /// Whether the disk is so full that only what is here is served.
    var isDiskShort = false
    /// HELD that came before the log's own word of the offer.
    var heldEarly: [AgentID: OfferID] = [:]

    /// While the log is out of reach.
    var island: Island?
    /// Since when this node holds the home and is in touch with the log: what others were before, it cannot know.
    var inTouchSince = PoolInstant(.min)
    /// Islands this site has been.
    var islandCount: UInt64 = 0

    // The holder's side of the site's other nodes.

    /// The copies of this home on them.
    var heirs: [HeirLine] = []
    var heirLines: UInt64 = 0
    /// Whether the timer that looks after them is set.
    var areHeirsTended = false
    /// The event that last changed who they are, as far as this node has read.
    var heirsListedAt: UInt64 = 0
    /// When an orderly end asks again.
    var leavesAgainAt: Int64 = .min

    /// The event by which this node last held the home.
    var heldSince: UInt64 = 0

    // Their side of the holder.

    /// How far this node's copy has come; nil without one.
    var copy: CopyPlace?
    /// When the holder was last heard, monotonic, and how often nobody was found there since.
    var holderHeardAt: Int64 = 0
    var holderAbsences = 0
    /// When to ask for a copy again, or for more of it.
    var joinsAgainAt: Int64 = .min
    /// Set when the node holds the home no more: what waits for the store does not count.
    var hasSteppedDown = false

    /// Clients that wait for a contact's place.
    var enqueueTokens: [ContactNumber: [UInt64]] = [:]
    /// Clients that wait for a login to enter the log.
    var logins: [AgentID: PendingLogin] = [:]
    /// Desks that wait for an accept.
    var acceptTokens: [AgentID: [UInt64]] = [:]
    /// Clients that wait for the log to keep a contact a slot, in the order in which they came.
    var bookings: [PendingBooking] = []
    /// Operators that wait for a configuration.
    var configureTokens: [UInt64: PendingConfiguration] = [:]
    /// What a command was about, for its refusal.
    var commandSubjects: [UInt64: CommandSubject] = [:]
    /// The same, of the commands before those.
    var earlierSubjects: [UInt64: CommandSubject] = [:]
    /// Whether so much waits for the disks that nothing is said twice.
    var isBacklogged = false
    /// Why the pool gives no more numbers.
    var numbersRefusal: Refusal?
    var commandCount: UInt64 = 0
    /// Nanoseconds a commit usually takes, a running mean.
    var usualCommit: Int64 = 20 * Timing.millisecond
    /// When a commit last counted for it.
    var usualCommitAt: Int64 = .min

    // Made in a turn, taken by the replica at its end.

    /// Changes of the store.
    var writes: [StoreWrite] = []
    /// What waits for the store.
    var output: [HomeOutput] = []
    /// What need not wait: a new contact is forwarded while it is being stored.
    var immediate: [Command] = []
    var immediateIDs: [UInt64] = []
    /// What one role of this home says to the other: handled in the same turn, so in the same transaction.
    var inner: [(AssignmentWord, Offer, toContact: Bool)] = []
    /// What is said to other nodes of the site and need not wait either.
    var siteWords: [(NodeID, HeirWord)] = []

    init(identity: NodeIdentity, store: StoredHome, isRejoining: Bool) {
        self.identity = identity
        incarnation = store.incarnation
        openCount = store.openCount
        self.isRejoining = isRejoining
        source = NumberSource(usedUpTo: store.numbersUsed)
        memory = RequestMemory(store.requests)
        copy = store.copy
        islandCount = store.islandCount
        heldSince = store.heldSince
        contacts = store.contacts
        numberByID = store.numberByID
        for cell in store.agents {
            agents[cell.agent] = cell
            agentOrder.append(cell.agent)
        }
        agentOrder.sort()
        for farewell in store.farewells { farewells[farewell.offer.id] = farewell }
        for unheard in store.unheardRemarks { unheardRemarks[unheard.offer.id] = unheard }
        for cancel in store.earlyCancels {
            earlyCancels[cancel.id] = cancel.at
            cancelOrder.append(cancel.id)
        }
    }

    /// This site.
    var site: SiteID { identity.site }

    // MARK: - Output

    /// Says something to the other home of an offer, once what it follows from is stored.
    mutating func say(_ word: AssignmentWord, _ offer: Offer, toContact: Bool) {
        let other = toContact ? offer.contactSite : offer.agentSite
        if other == site {
            inner.append((word, offer, toContact))
        } else {
            output.append(.say(word, offer, toContact: toContact))
        }
    }

    /// Whether a turn has made something that was not taken yet.
    var hasSomethingToSettle: Bool {
        !output.isEmpty || !writes.isEmpty || !inner.isEmpty || !immediate.isEmpty || !siteWords.isEmpty
    }

    /// Answers a client, once what it follows from is stored.
    mutating func reply(_ token: UInt64, _ reply: HomeReply) { output.append(.reply(token, reply)) }

    /// Asks the owner, once what it follows from is stored.
    mutating func tellOwner(_ command: Command, about subject: CommandSubject) {
        let id = nextCommandID()
        commandSubjects[id] = subject
        output.append(.command(id, command))
    }

    /// Asks the owner at once.
    mutating func tellOwnerNow(_ command: Command, about subject: CommandSubject) {
        let id = nextCommandID()
        commandSubjects[id] = subject
        immediate.append(command)
        immediateIDs.append(id)
    }

    private mutating func nextCommandID() -> UInt64 {
        commandCount += 1
        // Those that were not refused are never asked for: two tables in turn forget them.
        if commandSubjects.count >= Limits.pendingRequests {
            earlierSubjects = commandSubjects
            commandSubjects = [:]
        }
        // Unique over nodes and restarts but for chance: a configuration is known by it in the log.
        return incarnation &+ openCount &<< 40 &+ commandCount
    }
}
