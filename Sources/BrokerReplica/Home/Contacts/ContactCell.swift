// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
public import BrokerModel

/// A contact at its home: a turn, a state and at most one offer. Only the home changes it (protocol §2).
public struct ContactCell: Hashable, Sendable {
    /// Where the contact is.
    public enum Phase: Hashable, Sendable {
        /// In line. Can become: held, ended.
        case waiting
        /// Held for an offer. Can become: waiting, connected, ended.
        indirect case held(Offer)
        /// In conversation by an offer. Can become: waiting, ended.
        indirect case connected(Offer)
        /// Over.
        case ended(Outcome)
    }

    /// Waiting begun anew. Few have done so.
    private struct Restart: Hashable, Sendable {
        let at: PoolInstant
        var toldIn: Turn?
    }

    // Of each kind together, what may be missing before what is a byte: a home holds very many, without padding.

    /// Its record, with the topic and priority it has now.
    public internal(set) var record: ContactRecord
    /// The turn: grows at every release.
    public internal(set) var turn: Turn
    /// Counts the changes that clients see.
    public internal(set) var version: UInt64
    /// A keyed digest of what the client asked, to tell a repeat from another request; empty when unknown.
    let fingerprint: [UInt8]
    /// Its chronology, oldest first.
    public internal(set) var timeline: [TimelineEntry]
    /// What agents have said of its conversations, oldest first: at most ``Limits/remarks``.
    public internal(set) var remarks: [ContactRemark] = []
    /// While it is held for several agents: their offers beside the one of the phase, oldest first.
    public internal(set) var others: [RingOffer] = []
    /// The sequence of the newest offer of the ring that it was held for: an older one, if it is not open, is over.
    var newestOfRing: UInt64 = 0
    /// Where it is.
    public internal(set) var phase: Phase
    /// Whether any agent has answered it.
    var wasConnected: Bool
    /// Whether the log has given it the slot that it has an appointment for: before that, nobody is told of it.
    var isBooked = false
    /// Pool time from which it waits anew, after a requeue that restarted it.
    public internal(set) var restartedAt: PoolInstant? {
        get { rareRestart.value?.at }
        set {
            guard newValue != restartedAt else { return }
            rareRestart = Rare(newValue.map { Restart(at: $0) })
        }
    }
    private var rareRestart = Rare<Restart>(nil)
    /// The turn in which the owner was first told of that instant. Not stored.
    var restartToldIn: Turn? {
        get { rareRestart.value?.toldIn }
        set {
            guard var restart = rareRestart.value else { return }
            restart.toldIn = newValue
            rareRestart = Rare(restart)
        }
    }
    /// Whether a caller may have been told that it has a place. Not stored, as what follows below.
    var isAcknowledged = false
    /// Whether the log holds it. Not stored.
    public internal(set) var isInLog = false
    /// When it ended.
    public internal(set) var endedAt: PoolInstant?
    /// Whether the other home has confirmed, so that questions become rare. Not stored.
    var isConfirmed = false
    /// Whether the owner is being told. Not stored.
    var isReporting = false
    /// While it is connected: what its agent asks a colleague.
    public internal(set) var consult: OpenConsult?

    // What follows is not stored; after a restart it begins anew (protocol B2).

    /// By how much what was told was wrong when it was answered first, milliseconds.
    var estimateErrorMs: Int32?
    /// Where the agent is called, while an offer or a conversation lasts.
    public internal(set) var agentAddress: String?
    /// Pool time by which the held offer must be answered.
    public internal(set) var expiresAt: PoolInstant?
    /// Monotonic time of the request, for how long it has waited; nil after a restart.
    var enteredAt: Int64?
    /// Pool time before which it cannot have arrived.
    var earliest = PoolInstant(0)
    /// How long it had waited before, as the client told.
    var waitedBeforeMs: Int64 = 0
    /// Nanoseconds until the next question to the other home.
    var askPause = Timing.askFirst
    /// The last position told; 0 for none.
    var toldPosition = 0
    /// When it was told, monotonic.
    var toldAt: Int64 = .min
    /// When to look at it again, monotonic.
    var positionAt: Int64 = .min
    /// When the owner was last told.
    var reportedAt: Int64 = .min
    /// How often somebody had left its topic's lines when it was looked at.
    var seenDepartures: UInt64?
    /// What its caller has been told of how long it will wait.
    var told = ToldEstimate.nothing

    init(record: ContactRecord, turn: Turn, phase: Phase, version: UInt64, fingerprint: [UInt8]) {
        self.record = record
        self.turn = turn
        self.phase = phase
        self.version = version
        self.fingerprint = fingerprint
        wasConnected = false
        timeline = []
    }

    /// Whether it came in by a late copy of a command, when its client had been told that it is not: its id is free.
    var isUnheard: Bool { phase == .ended(.rejected) && fingerprint.isEmpty && version == 1 }

    /// From this instant on its place holds: what the log was told before, while it was ahead, is not it.
    mutating func holdPlace(from instant: PoolInstant) {
        rareRestart = Rare(Restart(at: instant))
        record.arrival = instant
    }

    /// The log says from when it waits, in a turn of its: whether it says another instant than the one that is told
    /// now. Told again with a later turn, that one would cost it its place a second time.
    mutating func learn(place: PoolInstant, in turn: Turn) -> Bool {
        guard endedAt == nil, dueAt == nil, let restartedAt, restartedAt != place, turn >= restartToldIn ?? self.turn,
            !isPlanted(.placeNotLearnt)
        else { return false }
        self.restartedAt = place
        return true
    }

    /// Whether its id means it and not another that came by the same: one that a client was told of, and that goes on.
    ///
    /// The number alone says nothing: a home that goes back to an earlier node gives out that one's numbers again.
    func isMeant(over other: ContactCell) -> Bool {
        guard isUnheard == other.isUnheard else { return other.isUnheard }
        guard (endedAt == nil) == (other.endedAt == nil) else { return endedAt == nil }
        return record.number > other.record.number
    }

    /// The offer it is engaged in.
    public var offer: Offer? {
        switch phase {
        case .held(let offer), .connected(let offer): offer
        case .waiting, .ended: nil
        }
    }

    /// Pool time before which nobody is offered it; nil when it is not scheduled.
    public var dueAt: PoolInstant? {
        guard case .waiting = phase else { return nil }
        return record.routing.dueAt
    }

    /// The slot of time that it has an appointment for; nil without one, and while the log has not given it.
    public var slotAt: PoolInstant? { dueAt == nil || isUnbooked ? nil : record.routing.slotAt }

    /// Whether it came for an appointment of which the log has not said yet that it may have it.
    var isUnbooked: Bool { record.routing.slotAt != nil && !isBooked && endedAt == nil }

    /// Since when it has been in line: since its arrival, since it was due, since it came back from a conversation, or
    /// since it waits anew. Nil if it has met an agent and the chronology of that is lost.
    var inLineSince: PoolInstant? {
        guard let restartedAt else { return returnedAt }
        return returnedAt.map { max($0, restartedAt) } ?? restartedAt
    }

    private var returnedAt: PoolInstant? {
        let away = timeline.lastIndex { $0.event == TimelineEntry.connected || $0.event == TimelineEntry.scheduled }
        guard wasConnected || away != nil else {
            // Where the chronology is lost, that it was scheduled shows only by its having been due.
            return timeline.last { $0.event == "queued" && $0.isReturn }?.at ?? record.arrival
        }
        return timeline[(away ?? 0)...].first { $0.isReturn }?.at
    }

    /// Since when it has been in its topic's line: the same, or since it was taken to that line. Nil likewise.
    var inTopicSince: PoolInstant? { timeline.last { $0.isReturn }?.at ?? inLineSince }

    /// The offer by which it is in conversation.
    var talk: Offer? { if case .connected(let offer) = phase { offer } else { nil } }

    /// The offers it is engaged in: one but while it rings several agents, the oldest first.
    public var openOffers: [Offer] { offer.map { [$0] + others.map(\.offer) } ?? [] }

    /// The offer of a name, if it is engaged in it.
    func openOffer(_ id: OfferID) -> Offer? {
        guard let offer, offer.id != id else { return offer }
        return others.first { $0.offer.id == id }?.offer
    }

    /// How many they are. Complexity: O(1).
    var openCount: Int { offer == nil ? 0 : 1 + others.count }

    /// Whether it is engaged in this very offer.
    func isEngaged(in offer: Offer) -> Bool {
        self.offer?.id == offer.id || !others.isEmpty && others.contains { $0.offer.id == offer.id }
    }

    /// Whether it is held for this very offer.
    func isHeld(for offer: Offer) -> Bool {
        guard case .held(let own) = phase else { return false }
        return own == offer || !others.isEmpty && others.contains { $0.offer == offer }
    }

    /// Whether an offer is one more of the ring it is held for.
    func mayRingToo(_ offer: Offer) -> Bool {
        guard case .held(let own) = phase, own.sharesRing(with: offer) else { return false }
        return turn == offer.contactTurn && offer.id.sequence > newestOfRing
    }

    /// Where the agent of an open offer is called.
    public func agentAddress(of offer: OfferID) -> String? {
        self.offer?.id == offer ? agentAddress : others.first { $0.offer.id == offer }?.agentAddress
    }

    /// Pool time by which an open offer must be answered.
    public func expiresAt(of offer: OfferID) -> PoolInstant? {
        self.offer?.id == offer ? expiresAt : others.first { $0.offer.id == offer }?.expiresAt
    }

    /// Only who is held rings several; and whoever has just begun to ring has an address, and a time to answer.
    mutating func settleRing(_ engine: Engine, at time: PoolInstant) {
        guard case .held = phase else { return others = [] }
        for index in others.indices where others[index].expiresAt == nil {
            let offer = others[index].offer
            others[index].agentAddress = engine.agent(offer.agent)?.profile.address
            others[index].expiresAt = PoolInstant(time.milliseconds + offer.timeoutMs)
        }
    }

    /// One of several offers that hold it is over; the oldest that is left becomes the one of the phase.
    mutating func close(_ offer: Offer) {
        guard self.offer?.id == offer.id else { return others.removeAll { $0.offer.id == offer.id } }
        let next = others.removeFirst()
        phase = .held(next.offer)
        agentAddress = next.agentAddress
        expiresAt = next.expiresAt
    }

    /// Whether the home can never take this offer again (protocol §2).
    func isOver(_ offer: Offer) -> Bool {
        switch phase {
        case .ended: true
        case .held, .connected: !isEngaged(in: offer) && (!offer.isOfRing || !mayRingToo(offer))
        case .waiting: turn > offer.contactTurn
        }
    }

    /// Whether it is held, at the turn of an offer, for an earlier one.
    func isHeldForOlder(than offer: Offer) -> Bool {
        guard case .held(let own) = phase else { return false }
        return turn == offer.contactTurn && own.id.sequence < offer.id.sequence
    }

    /// How wrong the estimate was by which its caller waited for the conversation it is in; nil in every other state.
    var answerErrorMs: Int32? { if case .connected = phase { estimateErrorMs } else { nil } }

    /// What the owner is told of it; nil while it is held, which the log need not know.
    var reportedPhase: ContactPhase? {
        switch phase {
        case .waiting: .waiting
        case .held: nil
        case .connected(let offer): .connected(offer.id, offer.agent)
        case .ended(let outcome): .ended(outcome)
        }
    }
}

extension ContactCell.Phase {
    /// The rank of what the owner is told of it; nil while the contact is held.
    var reportedRank: UInt8? {
        switch self {
        case .waiting: 0
        case .held: nil
        case .connected: 1
        case .ended: 2
        }
    }
}
