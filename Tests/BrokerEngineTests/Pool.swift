// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

@testable import BrokerEngine

/// An owner's engine, a follower's that only folds what came out, and homes that answer as a test wants.
struct Pool {
    var owner: Engine
    var follower: Engine
    var now = PoolInstant(1_000_000)
    var events: [Event] = []
    private var entered: [String: UInt64] = [:]
    private var turns: [ContactNumber: UInt64] = [:]
    var agentTurns: [String: UInt64] = [:]
    private var versions: [String: UInt64] = [:]

    static let sites = ["roma", "milano", "napoli"]

    init(topics: [TopicSettings], agingMs: Int64? = nil) {
        owner = Engine()
        follower = Engine()
        var begun: [Event] = []
        owner.beginEpoch(1, owner: NodeID(trusted: "roma-1"), at: now, into: &begun)
        fold(begun)
        for (index, site) in Self.sites.enumerated() {
            let home = HomeRecord(
                site: SiteID(trusted: site), node: NodeID(trusted: site + "-1"), term: 0,
                incarnation: UInt64(index + 1),
                openCount: 1)
            step(.takeHome(home, rejoin: false))
            step(.reserveRange(SiteID(trusted: site), incarnation: UInt64(index + 1), newest: 0))
        }
        configure(topics, agingMs: agingMs)
    }

    init(topics: [String], agingMs: Int64? = nil) {
        self.init(topics: topics.map { TopicSettings(topic: TopicID(trusted: $0)) }, agingMs: agingMs)
    }

    @discardableResult mutating func step(_ command: Command) -> Refusal? {
        var made: [Event] = []
        let refusal = owner.step(command, id: 1, at: now, into: &made)
        fold(made)
        return refusal
    }

    private mutating func fold(_ made: [Event]) {
        for event in made { follower.apply(event, at: now) }
        events += made
    }

    @discardableResult
    mutating func configure(
        _ topics: [TopicSettings], agingMs: Int64? = nil, waitingMax: UInt32? = nil, agents: [AgentSettings] = [],
        costs: ChannelCosts = ChannelCosts()
    ) -> Refusal? {
        let configuration = Configuration(
            revision: 0, agingMs: agingMs, waitingMax: waitingMax, topics: topics, agents: agents, costs: costs,
            document: "{}")
        return step(.configure(configuration, ifRevision: nil))
    }

    mutating func wait(_ milliseconds: Int64) { now = PoolInstant(now.milliseconds + milliseconds) }

    // MARK: - Contacts

    /// The numbers of a site's first range.
    mutating func nextNumber(_ site: String) -> ContactNumber {
        let index = Self.sites.firstIndex(of: site) ?? 0
        let used = entered[site, default: 0]
        entered[site] = used + 1
        return ContactNumber(UInt64(index) * Limits.claimRangeSize + 1 + used)
    }

    static func entry(
        _ number: ContactNumber, _ site: String, _ topic: String, priority: UInt8 = 100,
        requirements: [SkillLevel] = [],
        waitedMs: Int64 = 0, isAcknowledged: Bool = false, routing: Routing = .plain, channel: Channel = .voice,
        caller: SealedCaller? = nil
    ) -> ContactEntry {
        let record = ContactRecord(
            number: number, id: ContactID(trusted: "c\(number)"), site: SiteID(trusted: site),
            topic: TopicID(trusted: topic),
            priority: priority, channel: channel, arrival: PoolInstant(0), claim: ClaimNumber(number),
            requirements: requirements, caller: caller, routing: routing)
        return ContactEntry(
            record: record, waitedMs: waitedMs, earliest: PoolInstant(0), isAcknowledged: isAcknowledged)
    }

    @discardableResult mutating func enter(
        _ site: String = "roma", _ topic: String = "pec", priority: UInt8 = 100, requirements: [SkillLevel] = [],
        waitedMs: Int64 = 0, routing: Routing = .plain, channel: Channel = .voice,
        caller: SealedCaller? = nil
    ) -> ContactNumber {
        let number = nextNumber(site)
        let entry = Self.entry(
            number, site, topic, priority: priority, requirements: requirements, waitedMs: waitedMs, routing: routing,
            channel: channel, caller: caller)
        step(.contact(Self.report(number, turn: 0, .waiting, topic, priority, routing: routing), entry: entry))
        return number
    }

    static func report(
        _ number: ContactNumber, turn: UInt64, _ phase: ContactPhase, _ topic: String, _ priority: UInt8,
        restartedAt: PoolInstant? = nil, routing: Routing = .plain
    ) -> ContactReport {
        ContactReport(
            number: number, turn: Turn(turn), phase: phase, version: turn + 1, topic: TopicID(trusted: topic),
            priority: priority, restartedAt: restartedAt, routing: routing)
    }

    /// Reports a contact with a new turn, or the one it has.
    mutating func report(
        _ number: ContactNumber, _ phase: ContactPhase, released: Bool = true, topic: String? = nil,
        priority: UInt8? = nil,
        restartedAt: PoolInstant? = nil, routing: Routing? = nil
    ) {
        guard let record = owner.contact(number)?.record else { return }
        if released { turns[number, default: 0] += 1 }
        step(
            .contact(
                Self.report(
                    number, turn: turns[number, default: 0], phase, topic ?? record.topic.text,
                    priority ?? record.priority,
                    restartedAt: restartedAt, routing: routing ?? record.routing), entry: nil))
    }

    // MARK: - Agents

    static func profile(_ topics: [String], skills: [SkillLevel] = []) -> AgentProfile {
        AgentProfile(
            node: NodeID(trusted: "roma-1"), topics: topics.map { TopicLevel(topic: TopicID(trusted: $0), level: 1) },
            skills: skills, channels: [ChannelLimit(channel: .voice, contacts: 1)], address: nil)
    }

    /// Reports an agent; with a profile it is a login or a change.
    @discardableResult mutating func agent(
        _ name: String, _ site: String = "roma", _ profile: AgentProfile? = nil, phase: AgentPhase = .idle,
        ready: Bool = true, released: Bool = true, intent: Intent = .available, activity: Activity = .idle,
        seats: [SeatReport] = []
    ) -> Refusal? {
        if released { agentTurns[name, default: 0] += 1 }
        versions[name, default: 0] += 1
        return step(
            .agent(
                AgentReport(
                    agent: AgentID(trusted: name), site: SiteID(trusted: site),
                    turn: Turn(agentTurns[name, default: 0]),
                    phase: phase, version: versions[name, default: 0], intent: intent, reason: nil, activity: activity,
                    isReady: ready && phase == .idle, profile: profile, seats: seats)))
    }

    // MARK: - What is

    /// The offer an agent has in the log.
    func offer(_ name: String) -> Offer? {
        if case .offered(let offer)? = owner.agent(AgentID(trusted: name))?.phase { offer } else { nil }
    }

    /// Both sides say that the offer connected.
    mutating func connect(_ name: String) {
        guard let offer = offer(name) else { return }
        report(offer.contact, .connected(offer.id, offer.agent), released: false)
        agent(name, offer.agentSite.text, phase: .busy(offer.id, offer.contact), released: false)
    }

    func line(_ topic: String) -> [ContactNumber] {
        owner.waiting(TopicID(trusted: topic), after: nil, limit: 1_000).map(\.record.number)
    }

    /// Whether both engines hold the same, and a third read from the bytes too.
    var isSameEverywhere: Bool {
        guard owner.isConsistent, follower.isConsistent else { return false }
        let bytes = owner.encoded()
        guard bytes == follower.encoded(), let read = try? Engine(decoding: bytes) else { return false }
        return read.encoded() == bytes
    }
}

extension Engine {
    /// Whether what is kept beside the lines is what the lines say.
    fileprivate var isConsistent: Bool {
        let heads = lines.allSatisfy { $0.first?.key == $0.waiting.first?.key }
        let counts = topics.indices.allSatisfy { topic in
            topics[topic].waiting == lines(of: topic).reduce(0) { $0 + lines[$1].waiting.count }
        }
        let sum = topics.reduce(0) { $0 + $1.waiting }
        let owned = topics.indices.allSatisfy { topic in
            lines(of: topic).allSatisfy { lines[$0].topic == topic }
        }
        let found = lines.indices.allSatisfy { line in
            guard lines[line].contacts > 0, let demand = lines[line].identity.demand else { return true }
            let isNamed = demand.agent.map { linesByAgent[$0]?.contains(line) == true } ?? true
            return isNamed && demand.guests.allSatisfy { topics[Int($0)].guestLines.contains(line) }
                && lineIndexByIdentity[lines[line].identity] == line
        }
        let known = lineIndexByIdentity.count == lines.count { $0.contacts > 0 && $0.identity.demand != nil }
        let plain = topics.indices.allSatisfy { topic in
            Channel.allCases.allSatisfy { channel in
                guard topics[topic].plainChannels.contains(channel) else { return true }
                let identity = lines[plainLines[topic, Int(channel.rawValue)]].identity
                return identity == LineIdentity(demand: nil, topic: UInt32(topic), channel: channel)
            }
        }
        let served = agents.indices.allSatisfy { agent in
            let listed = agents.details[agent].profile.topics.map { topicIndexByID[$0.topic] ?? -1 }
            let known = agents.details[agent].topics.map(\.topic)
            return known == listed || known.isEmpty && !agents[agent].isFree(in: sites)
        }
        let idle = agents.indices.allSatisfy { agent in
            agents[agent].isListed == (agents[agent].isFree(in: sites) && freed != agent)
        }
        let called = linesWithCalls.sorted() == lines.indices.filter { !lines[$0].calls.isEmpty }
        return called && found && known && heads && counts && waiting == sum && owned && plain && served && idle
    }
}
