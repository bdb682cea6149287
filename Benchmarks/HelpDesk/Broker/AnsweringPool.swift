// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// A pool whose owner is the engine of the product, and whose homes answer at once: whoever is offered a contact has
/// taken it in the same millisecond. Who waits, who is next and who serves is decided by the engine alone.
struct AnsweringPool {
    /// The instant of what happens next, milliseconds of pool time; never backwards.
    var nowMs: Int64
    private(set) var engine = Engine()
    private var events: [Event] = []
    private var homes: [Home]
    private let topics: [TopicID]
    /// Whether any topic says more than its name.
    let hasRules: Bool
    private var agents: [Agent] = []
    private var indexByAgent: [AgentID: Int] = [:]
    /// By contact that waits, when its wait would be over by what its caller was told on coming.
    var dueByContact: [ContactNumber: Int64] = [:]

    /// A site's home, as far as contact numbers go.
    private struct Home {
        let site: SiteID
        let incarnation: UInt64
        /// The number of the next contact.
        var next: UInt64 = 1
        /// The first number after those reserved.
        var end: UInt64 = 1
    }

    /// What an agent's home knows.
    private struct Agent {
        let id: AgentID
        let site: SiteID
        var turn = Turn(1)
        var version: UInt64 = 0
        var intent = Intent.offline
    }

    /// A contact that an agent has taken.
    struct Conversation {
        /// The contact.
        let contact: ContactNumber
        /// The agent, by the index that ``addAgent(site:)`` gave.
        let agent: Int
    }

    /// Milliseconds within which the topics' statistics count an answer as in time: 5 minutes.
    static let serviceLevelMs: Int64 = 300_000
    /// Milliseconds below which they count a caller who left as a short one: 1 minute.
    static let shortAbandonMs: Int64 = 60_000

    /// An empty pool.
    ///
    /// - Parameters:
    ///   - sites: their names, at most 64.
    ///   - topics: their names.
    ///   - rules: what its configuration says beyond that.
    ///   - nowMs: when it begins, milliseconds of pool time.
    init(sites: [String], topics: [String], rules: PoolRules = .none, nowMs: Int64) {
        self.nowMs = nowMs
        self.topics = topics.map { TopicID(trusted: $0) }
        hasRules = !rules.topics.isEmpty
        homes = sites.enumerated().map { Home(site: SiteID(trusted: $1), incarnation: UInt64($0) + 1) }
        engine.beginEpoch(
            1, owner: Self.node(homes[0].site), at: PoolInstant(nowMs), into: &events)
        for home in homes {
            let record = HomeRecord(
                site: home.site, node: Self.node(home.site), term: 0, incarnation: home.incarnation, openCount: 1)
            step(.takeHome(record, rejoin: false))
        }
        let settings = self.topics.enumerated().map { index, topic in
            var settings = TopicSettings(topic: topic)
            settings.serviceLevelMs = Self.serviceLevelMs
            settings.shortAbandonMs = Self.shortAbandonMs
            settings.waitingMax = 100_000
            settings.rules = rules.ofTopic(index)
            return settings
        }
        let configuration = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: settings, agents: [], calendars: rules.calendars,
            document: "{}")
        step(.configure(configuration, ifRevision: nil))
    }

    /// The engine's own figures, by topic.
    var statistics: [TopicStatistics] { topics.map { engine.statistics($0) } }

    /// How far a topic's estimates were off, as the engine has it; nil if nobody was told one.
    func estimateErrors(topic: Int) -> EstimateErrors? { engine.estimateErrors(topics[topic]) }

    /// Adds an agent, who is offline; returns the agent's index.
    mutating func addAgent(site: Int) -> Int {
        let id = AgentID(trusted: "\(homes[site].site)-\(agents.count)")
        agents.append(Agent(id: id, site: homes[site].site))
        indexByAgent[id] = agents.count - 1
        return agents.count - 1
    }

    // MARK: - Contacts

    /// A caller calls; with the conversation, if somebody is free, else with what the caller is told of how long it
    /// will take, if anything.
    mutating func enter(
        _ caller: Caller
    ) -> (contact: ContactNumber, conversation: Conversation?, toldMs: Int64?) {
        let number = nextNumber(of: caller.site)
        let record = ContactRecord(
            number: number, id: ContactID(trusted: "c\(number)"), site: homes[caller.site].site,
            topic: topics[caller.topic], priority: caller.priority, channel: .voice, arrival: PoolInstant(nowMs),
            claim: ClaimNumber(number), requirements: [], caller: nil)
        let entry = ContactEntry(record: record, waitedMs: 0, earliest: PoolInstant(0), isAcknowledged: false)
        let report = ContactReport(
            number: number, turn: Turn(0), phase: .waiting, version: 1, topic: record.topic, priority: record.priority,
            restartedAt: nil)
        let conversation = step(.contact(report, entry: entry))
        let estimateMs = engine.outlook(of: number)?.estimatedWaitMs
        if let estimateMs { dueByContact[number] = nowMs + estimateMs }
        return (number, conversation, estimateMs)
    }

    /// A conversation is over, or a caller who waits leaves.
    mutating func end(_ number: ContactNumber, _ outcome: Outcome) {
        dueByContact[number] = nil
        report(number, .ended(outcome))
    }

    // MARK: - Agents

    /// An agent who is in no conversation wants something else; with the conversation, if somebody waits.
    ///
    /// - Parameter topics: what the agent serves from now on, by index; nil when that does not change.
    mutating func change(_ agent: Int, to intent: Intent, topics served: [Int]? = nil) -> Conversation? {
        let profile = served.map { served in
            AgentProfile(
                node: Self.node(agents[agent].site), topics: served.map { TopicLevel(topic: topics[$0], level: 1) },
                skills: [], channels: [.voice, .callback].map { ChannelLimit(channel: $0, contacts: 1) }, address: nil)
        }
        agents[agent].intent = intent
        return report(agent, .idle, profile: profile)
    }

    /// An agent's conversation is over, and the agent wants this; with the next conversation, if somebody waits.
    mutating func finish(_ agent: Int, then intent: Intent) -> Conversation? {
        agents[agent].turn = agents[agent].turn.next
        agents[agent].intent = intent
        return report(agent, .idle, profile: nil)
    }

    // MARK: - The homes

    /// Both homes say that the offer connected.
    private mutating func connect(_ offer: Offer) -> Conversation {
        guard let agent = indexByAgent[offer.agent] else {
            preconditionFailure("offer \(offer.id) to \(offer.agent), who was never added")
        }
        let errorMs = dueByContact.removeValue(forKey: offer.contact).map { Int32(clamping: nowMs - $0) }
        report(offer.contact, .connected(offer.id, offer.agent), errorMs: errorMs)
        report(agent, .busy(offer.id, offer.contact), profile: nil)
        return Conversation(contact: offer.contact, agent: agent)
    }

    /// A contact's home says where it is now; with the conversation, if that has found somebody.
    ///
    /// - Parameters:
    ///   - number: the contact.
    ///   - phase: where it is. An agent takes it in the turn of the offer; everything else begins a turn.
    ///   - errorMs: by how much the wait was longer than was told, when it is answered.
    ///   - priority: its priority from now on; nil for the one that it has.
    ///   - restartedAt: when its waiting begins anew, if it does.
    ///   - change: what it asks of who serves it from now on.
    @discardableResult
    mutating func report(
        _ number: ContactNumber, _ phase: ContactPhase, errorMs: Int32? = nil, priority: UInt8? = nil,
        restartedAt: PoolInstant? = nil, _ change: (inout Routing) -> Void = { _ in }
    ) -> Conversation? {
        guard let known = engine.contact(number) else {
            preconditionFailure("contact \(number) is over, and is to be \(phase)")
        }
        let isConnected = if case .connected = phase { true } else { false }
        let turn = isConnected ? known.turn : known.turn.next
        var routing = known.record.routing
        change(&routing)
        return step(
            .contact(
                ContactReport(
                    number: number, turn: turn, phase: phase, version: 2 * turn.value + (isConnected ? 2 : 1),
                    topic: known.record.topic, priority: priority ?? known.record.priority, restartedAt: restartedAt,
                    routing: routing, estimateErrorMs: errorMs), entry: nil))
    }

    @discardableResult
    private mutating func report(_ index: Int, _ phase: AgentPhase, profile: AgentProfile?) -> Conversation? {
        agents[index].version += 1
        let agent = agents[index]
        return step(
            .agent(
                AgentReport(
                    agent: agent.id, site: agent.site, turn: agent.turn, phase: phase, version: agent.version,
                    intent: agent.intent, reason: agent.intent == .onBreak ? "break" : nil,
                    activity: phase == .idle ? .idle : .busy, isReady: agent.intent == .available && phase == .idle,
                    profile: profile)))
    }

    private mutating func nextNumber(of site: Int) -> ContactNumber {
        if homes[site].next == homes[site].end { reserve(site) }
        defer { homes[site].next += 1 }
        return ContactNumber(homes[site].next)
    }

    private mutating func reserve(_ site: Int) {
        let home = homes[site]
        let newest = engine.ranges(site: home.site, incarnation: home.incarnation).last?.first ?? 0
        step(.reserveRange(home.site, incarnation: home.incarnation, newest: newest))
        guard case .rangeReserved(_, _, let range)? = events.first else {
            preconditionFailure("\(home.site) got no numbers after \(newest)")
        }
        homes[site].next = range.first
        homes[site].end = range.first + range.count
    }

    /// What the owner does with a command; an offer that comes of it is taken.
    @discardableResult mutating func step(_ command: Command) -> Conversation? {
        events.removeAll(keepingCapacity: true)
        let refusal = engine.step(command, id: 1, at: PoolInstant(nowMs), into: &events)
        precondition(refusal == nil, "the engine refused: \(String(describing: refusal))")
        for case .offered(let offer) in events { return connect(offer) }
        return nil
    }

    private static func node(_ site: SiteID) -> NodeID { NodeID(trusted: "\(site)-1") }
}
