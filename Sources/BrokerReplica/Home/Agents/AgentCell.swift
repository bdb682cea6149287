// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// An agent at the agent's home: a turn, a state and at most one offer, and beside it the contacts of an agent who has
/// room for several. Only the home changes it (protocol §2).
public struct AgentCell: Hashable, Sendable {
    /// Where the slot is.
    public enum Phase: Hashable, Sendable {
        /// No contact but those beside. Can become: reserved.
        case idle
        /// Reserved for an offer. Can become: idle, accepted.
        case reserved(Offer)
        /// The desk has accepted. Can become: idle, busy.
        case accepted(Offer)
        /// In conversation by an offer, with no room for another contact. Can become: idle.
        case busy(Offer)
    }

    /// What keeps an idle agent from being offered a contact.
    public enum Rest: Hashable, Sendable {
        /// Nothing.
        case ready
        /// A while after a reject, or when the phone was busy.
        case pausing(milliseconds: Int64)
        /// Finishing up after a contact.
        case wrapping(ContactID, milliseconds: Int64)
        /// Left an offer without answer; back after so long.
        case notResponding(milliseconds: Int64)
        /// No sign of life.
        case unreachable

        /// Whether it is over by itself.
        var hasEnd: Bool {
            switch self {
            case .pausing, .wrapping, .notResponding: true
            case .ready, .unreachable: false
            }
        }
    }

    /// The agent.
    public let agent: AgentID
    /// The turn: grows at every release and every change of an idle agent.
    public internal(set) var turn: Turn
    /// Where the slot is.
    public internal(set) var phase: Phase
    /// What keeps the agent while idle.
    public internal(set) var rest: Rest
    /// What the agent wants.
    public internal(set) var intent: Intent
    /// Why, when on a break.
    public internal(set) var reason: String?
    /// Who asked for it, when it was not the agent.
    public internal(set) var by: AgentID?
    /// What the agent wants from the end of the work.
    public internal(set) var nextIntent: Intent?
    /// The reason that goes with it.
    public internal(set) var nextReason: String?
    /// Who asked for that, when it was not the agent.
    public internal(set) var nextBy: AgentID?
    /// The last conversations, oldest first: at most ``Limits/talks``.
    public internal(set) var talks: [Talk] = []
    /// Counts the presence documents.
    public internal(set) var version: UInt64
    /// What the agent can do.
    public internal(set) var profile: AgentProfile
    /// The contact of the offer the slot is engaged in.
    public internal(set) var contact: ContactRecord?
    /// Contacts beside that, oldest first.
    public internal(set) var seats: [Seat] = []
    /// Offers in a row left without answer.
    var unanswered: UInt8
    /// Since when intent and activity are what they are.
    public internal(set) var since: PoolInstant
    /// While reserved: whether a document of the version the offer was to have has been seen without it.
    var isVersionSpent = false
    /// Set when the agent was last seen to have moved to another site: the cell only keeps its turn.
    public internal(set) var hasMoved: Bool

    // What follows is not stored; after a restart it begins anew (protocol B2).

    /// Whether the desk was told of the open offer: only after HELD.
    public internal(set) var isRinging = false
    /// Whether the version was given to a change nobody has seen, so that the next change takes it over.
    var isVersionUnseen = false
    /// Pool time by which the open offer must be answered.
    public internal(set) var expiresAt: PoolInstant?
    /// The contact's version when it was connected, as its home told; 0 after a restart until it tells again.
    public internal(set) var contactVersion: UInt64 = 0
    /// Monotonic time of the last sign of life.
    var heardAt: Int64 = 0
    /// When the rest ends, monotonic, if it has an end.
    var restEndsAt: Int64 = .max
    /// The rest that silence has interrupted; it ends at `restEndsAt`.
    var interruptedRest: Rest?
    /// Whether the contact's home has confirmed that it is connected, so that questions become rare.
    var isConfirmed = false
    /// Nanoseconds until the next question to the other home.
    var askPause = Timing.askFirst
    /// The last version at which another site might have taken the agent.
    var leftVersion: UInt64 = 0
    /// Whether, at an island, another site may have the agent by now.
    var isStranded = false
    /// Whether the owner is being told.
    var isReporting = false
    /// When it was last told.
    var reportedAt: Int64 = .min

    init(agent: AgentID, turn: Turn, profile: AgentProfile, since: PoolInstant) {
        self.agent = agent
        self.turn = turn
        self.profile = profile
        self.since = since
        phase = .idle
        rest = .ready
        intent = .offline
        version = 0
        unanswered = 0
        hasMoved = false
    }

    /// The offer the slot is engaged in.
    public var offer: Offer? {
        switch phase {
        case .reserved(let offer), .accepted(let offer), .busy(let offer): offer
        case .idle: nil
        }
    }

    /// Whether it is engaged in this very offer.
    func isEngaged(in offer: Offer) -> Bool { self.offer?.id == offer.id || seat(of: offer) != nil }

    /// Whether the home can never take this offer again (protocol §2).
    func isOver(_ offer: Offer) -> Bool {
        if !seats.isEmpty, seat(of: offer) != nil { return isPlanted(.besideIsOver) }
        return switch phase {
        case .idle: turn > offer.agentTurn
        case .reserved(let own), .accepted(let own), .busy(let own): own.id != offer.id
        }
    }

    /// Whether a contact may be offered for which there is room.
    var isReady: Bool {
        phase == .idle && rest == .ready && intent == .available && !hasMoved && !isStranded
            && nextIntent ?? .available == .available
    }

    /// What an agent who was unreachable comes back to: to what was interrupted, as long as it would have gone on.
    func restAfterSilence(at now: Now) -> Rest {
        let milliseconds = (restEndsAt - now.monotonic) / Timing.millisecond
        guard milliseconds > 0 else { return .ready }
        return switch interruptedRest {
        case .wrapping(let contact, _): .wrapping(contact, milliseconds: milliseconds)
        case .notResponding: .notResponding(milliseconds: milliseconds)
        case .pausing: .pausing(milliseconds: milliseconds)
        case .ready, .unreachable, nil: .ready
        }
    }

    /// Whether the log lets the agent log in at another site.
    var isMovable: Bool { phase == .idle && seats.isEmpty && (intent == .offline || rest == .unreachable) }

    /// The activity clients see.
    public var activity: Activity {
        seats.isEmpty ? activityAlone : activityBeside
    }

    /// With several contacts: busy while one is in conversation, whatever rings beside it; but who has not answered
    /// must see so to come back.
    private var activityBeside: Activity {
        if phase == .idle, case .notResponding = rest { return .notResponding }
        if isTalking { return .busy }
        guard phase == .idle else { return activityAlone }
        return switch rest {
        case .ready, .pausing: .wrapping
        case .wrapping, .notResponding, .unreachable: activityAlone
        }
    }

    private var activityAlone: Activity {
        switch phase {
        case .reserved: return isRinging ? .offered : .idle
        case .accepted: return .offered
        case .busy: return .busy
        case .idle: break
        }
        return switch rest {
        case .ready, .pausing: .idle
        case .wrapping: .wrapping
        case .notResponding: .notResponding
        case .unreachable: .unreachable
        }
    }

    /// What the owner is told of the one offer; nil while it is open, which the log need not know.
    var reportedPhase: AgentPhase? {
        switch phase {
        case .idle: .idle
        case .reserved, .accepted: nil
        case .busy(let offer): .busy(offer.id, offer.contact)
        }
    }
}
