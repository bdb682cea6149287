// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// The pool's state as the log tells it, and the rules that turn commands into events.
///
/// A pure value: `step` decides, `apply` folds; no I/O, clock, randomness, lock or `await`. Every node folds every
/// event and holds the same engine; the owner has a second one, ahead of the log by the batches not yet committed.
public struct Engine: Sendable {
    /// The sequence of the last event.
    public internal(set) var sequence: UInt64 = 0
    /// Pool time of the last event.
    public private(set) var time = PoolInstant(0)
    /// The generation of the log.
    public internal(set) var generation: UInt32
    /// The owner's number; 0 before the first owner.
    public internal(set) var epoch: UInt64 = 0
    /// The owner.
    public internal(set) var owner: NodeID?
    /// The configuration in force.
    public internal(set) var configuration = Configuration()
    /// Sites; in order: ``sitesInOrder``.
    public internal(set) var sites = SiteTable()

    /// Whether free agents may stand beside contacts they could serve: offers come in parts, and an owner that was
    /// replaced may not have made all. Of the one who decides only, and in no snapshot.
    public internal(set) var isMatchingDue = false

    var ledger = NumberLedger()
    /// Places of callers who gave up lately.
    var redials = RedialMemory()
    /// Slots of time that contacts have appointments for.
    var slots = SlotLedger()
    /// Callbacks that are open, by the number that is called.
    var callbacks: [CalledNumber: [ContactNumber]] = [:]
    var contacts = ContactTable()
    /// Contacts that stand in the lines.
    var waiting = 0
    var topics: [TopicState] = []
    var topicIndexByID: [TopicID: Int] = [:]
    var lines: [TopicLine] = []
    var plainLines = PlainLines()
    /// Indices of lines that nobody needs any more, to be used again.
    var freeLines: [Int] = []
    var lineIndexByIdentity: [LineIdentity: Int] = [:]
    /// Lines that are for one agent, by the agent: nobody else looks at them.
    var linesByAgent: [AgentID: [Int]] = [:]
    /// Indices of lines with customers who are called before any agent is asked, or are to be.
    var linesWithCalls: [Int] = []
    var agents = AgentTable()
    /// Contacts that ring several agents now.
    var ringsOpen = 0
    /// The agent whom the last event freed, who stands in no index until the next event.
    var freed: Int?

    /// An empty pool.
    public init(generation: UInt32 = 1) { self.generation = generation }

    init(generation: UInt32, sequence: UInt64, time: PoolInstant) {
        self.generation = generation
        self.sequence = sequence
        self.time = time
    }

    /// Folds one event at its batch's time; nil is an event of a kind this build does not know.
    ///
    /// - Precondition: time does not go backwards.
    /// - Complexity: O(log n) but for the rare events that touch a whole site or the configuration.
    public mutating func apply(_ event: Event?, at time: PoolInstant) {
        precondition(time >= self.time, "pool time went backwards: \(self.time.milliseconds) to \(time.milliseconds)")
        self.time = time
        begin(event)
        guard let event else { return }
        switch event {
        case .epochBegan(let epoch, let owner):
            precondition(epoch > self.epoch, "I12: epoch \(epoch) after epoch \(self.epoch)")
            self.epoch = epoch
            self.owner = owner
        case .homeTaken(let home): apply(home)
        case .configured(let configuration, _): apply(configuration)
        case .rangeReserved(let site, let incarnation, let range):
            ledger.reserve(range, site: site, incarnation: incarnation)
        case .enqueued(let record, let turn):
            _ = apply(record, turn: turn, to: topicIndex(record.topic), of: sites.index(of: record.site))
        case .contactReported(let report): apply(report)
        case .agentReported(let report): apply(report)
        case .offered(let offer): apply(offer)
        case .siteDetached(let site): setDetached(site, true)
        case .siteAttached(let site): setDetached(site, false)
        case .heirsListed(let site, let heirs): apply(heirs: heirs, of: site)
        case .slotBooked(let number, _, let slotAt): applyBooking(number, slotAt)
        }
    }

    /// Decides an event and folds it.
    mutating func emit(_ event: Event, into events: inout [Event]) {
        events.append(event)
        apply(event, at: time)
    }

    /// Decides an event that the caller folds, since it has looked up already whom it is about.
    mutating func note(_ event: Event, into events: inout [Event]) {
        events.append(event)
        begin(event)
    }

    private mutating func begin(_ event: Event?) {
        sequence += 1
        listFreed(before: event)
    }

    /// Moves the time of the next events. Never backwards.
    mutating func advance(to now: PoolInstant) { time = max(time, now) }
}
