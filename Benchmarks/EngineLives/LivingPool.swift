// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Foundation

/// One owner's engine, and homes that answer at once: as many contacts wait after a life as before it, and every agent
/// is in conversation.
struct LivingPool {
    private var engine = Engine()
    private var events: [Event] = []
    private var now = PoolInstant(1_000_000)
    private var random = Draws(state: 1)
    private let topics: [TopicID]
    private let features: Features
    private var agents: [Agent] = []
    private var nextNumber: UInt64 = 1
    private var lastReserved: UInt64 = 0
    /// The topic that a contact left last: the next one comes to it, so that none runs dry.
    private var emptied = 0
    /// What the homes know of each contact, by number less one.
    private var contacts: [Entered] = []
    /// What callbacks that have come back ask; nothing of all others.
    private var callbacks: [ContactNumber: Routing] = [:]

    private struct Agent {
        let id: AgentID
        var turn: UInt64 = 1
        var version: UInt64 = 1
        /// The offer the agent accepted, and whom it is of.
        var offer: OfferID?
        var contact = ContactNumber.none
    }

    private struct Entered {
        let topic: UInt16
        let priority: UInt8
        var turn: UInt8 = 0
        var version: UInt8 = 1
    }

    private static let site = SiteID(trusted: "roma")
    /// The clients' name of every contact: what a name costs to make is not the engine's.
    private static let contactID = ContactID(trusted: "c1")

    /// A pool.
    ///
    /// - Parameters:
    ///   - agentCount: agents; all are in conversation, or, where nobody waits, none is.
    ///   - topicCount: topics, of which each agent serves three.
    ///   - waiting: contacts that wait; 0 for a pool in which agents wait.
    ///   - features: what is configured and used.
    init(agents agentCount: Int, topics topicCount: Int, waiting: Int, features: Features = .none) {
        topics = (0..<topicCount).map { TopicID(trusted: "t\($0)") }
        self.features = features
        engine.beginEpoch(1, owner: NodeID(trusted: "roma-1"), at: now, into: &events)
        let home = HomeRecord(
            site: Self.site, node: NodeID(trusted: "roma-1"), term: 0, incarnation: 1, openCount: 1)
        step(.takeHome(home, rejoin: false))
        configure(canRing: waiting > 0)
        if case .beside(let featured) = features { waitBeside(waiting / 2, featured: featured) }
        let isBusy = waiting > 0
        let coming = isBusy ? waiting + agentCount : 0
        for _ in 0..<coming { enter(Int(random.next() % UInt64(topicCount))) }
        precondition(waitingCount == coming, "\(waitingCount) wait, not \(coming)")
        for index in 0..<agentCount {
            agents.append(Agent(id: AgentID(trusted: "a\(index)")))
            logIn(index)
            if isBusy { connectNewest() }
        }
    }

    private static func besideTopic(_ index: Int) -> TopicID { TopicID(trusted: "b\(index)") }

    private mutating func configure(canRing: Bool) {
        var settings = topics.enumerated().map { index, topic in
            guard features.areUsed else { return TopicSettings(topic: topic) }
            let next = topics[(index + 1) % topics.count]
            return Features.settings(topic, index, overflow: next, canRing: canRing)
        }
        if case .beside(let featured) = features {
            settings += topics.indices.map { index in
                let (topic, next) = (Self.besideTopic(index), Self.besideTopic((index + 1) % topics.count))
                guard featured else { return TopicSettings(topic: topic) }
                return Features.settings(topic, index, overflow: next, canRing: canRing)
            }
        }
        for index in settings.indices { settings[index].waitingMax = 1_000_000 }
        let configuration = Configuration(
            revision: 0, agingMs: features.areUsed ? 60_000 : nil, waitingMax: nil, topics: settings, agents: [],
            calendars: features.areConfigured ? [.always] : [], document: "{}")
        step(.configure(configuration, ifRevision: nil))
    }

    /// Contacts of topics that nobody serves.
    private mutating func waitBeside(_ count: Int, featured: Bool) {
        for _ in 0..<count {
            let topic = Int(random.next() % UInt64(topics.count))
            let number = takeNumber()
            contacts.append(Entered(topic: UInt16(topic), priority: 100))
            send(entering: number, to: Self.besideTopic(topic), featured: featured)
        }
    }

    /// Contacts that wait, as the engine counts them.
    private var waitingCount: Int { topics.reduce(0) { $0 + engine.waitingCount($1) } }

    /// Nanoseconds of this thread's CPU time a life.
    mutating func live(_ lives: Int) -> Double {
        let before = waitingCount
        defer { precondition(waitingCount == before, "\(waitingCount) wait after it, \(before) before") }
        let begin = Self.cpuTime
        for _ in 0..<lives { before == 0 ? liveAmongIdle() : liveInLine() }
        return (Self.cpuTime - begin) * 1e9 / Double(lives)
    }

    private mutating func liveInLine() {
        enter(emptied)
        finish(Int(random.next() % UInt64(agents.count)))
        connectNewest()
    }

    /// A contact comes, and the strategy chooses who is asked.
    private mutating func liveAmongIdle() {
        enter(Int(random.next() % UInt64(topics.count)))
        finish(connectNewest())
    }

    /// A number of the site's ranges, of which there is always one ahead.
    private mutating func takeNumber() -> ContactNumber {
        if nextNumber + Limits.claimRangeSize / 2 > lastReserved {
            let newest = lastReserved == 0 ? 0 : lastReserved - Limits.claimRangeSize + 1
            step(.reserveRange(Self.site, incarnation: 1, newest: newest))
            lastReserved += Limits.claimRangeSize
        }
        defer { nextNumber += 1 }
        return ContactNumber(nextNumber)
    }

    private mutating func enter(_ topic: Int) {
        let number = takeNumber()
        if nextNumber % 16 == 0 { now = PoolInstant(now.milliseconds + 1) }
        contacts.append(Entered(topic: UInt16(topic), priority: UInt8(100 + random.next() % 4)))
        send(entering: number, to: topics[topic], featured: features.areUsed)
    }

    private mutating func send(entering number: ContactNumber, to topic: TopicID, featured: Bool) {
        let draw = featured ? random.next() : 0
        var channel = Channel.voice
        if featured, draw >> 8 % 10 > 7 { channel = Features.channels[Int(draw >> 12 % 3)] }
        if channel == .callback {
            var routing = Routing.plain
            routing.callback = Callback()
            callbacks[number] = routing
        }
        let routing = featured ? firstRouting(number, draw >> 20) : nil
        let record = ContactRecord(
            number: number, id: Self.contactID, site: Self.site, topic: topic,
            priority: contacts[Int(number.value) - 1].priority, channel: channel, arrival: now,
            claim: ClaimNumber(number), requirements: featured ? Features.requirements(draw) : [],
            caller: featured ? Features.caller(draw >> 32) : nil, routing: routing)
        let entry = ContactEntry(record: record, waitedMs: 0, earliest: PoolInstant(0), isAcknowledged: false)
        step(.contact(report(number, .waiting, of: topic, asking: routing), entry: entry))
        guard featured, routing != callbacks[number] else { return }
        // What it asked first is over, as its home says: the last agent was not there, or the instant has come.
        contacts[Int(number.value) - 1].turn += 1
        contacts[Int(number.value) - 1].version += 1
        step(.contact(report(number, .waiting, of: topic, asking: callbacks[number]), entry: nil))
    }

    /// One in ten waits for its last agent, who is not there, and one in ten is scheduled.
    private func firstRouting(_ number: ContactNumber, _ draw: UInt64) -> Routing? {
        guard draw % 10 < 2 else { return callbacks[number] }
        var routing = callbacks[number] ?? .plain
        if draw % 10 == 0 {
            routing.firstAgent = AgentID(trusted: "nobody")
            routing.firstUntil = PoolInstant(now.milliseconds + 20_000)
        } else {
            routing.dueAt = PoolInstant(now.milliseconds + 60_000)
        }
        return routing
    }

    private mutating func logIn(_ index: Int) {
        let served = (0..<3).map { TopicLevel(topic: topics[(index * 3 + $0) % topics.count], level: 1) }
        let isFeatured = features.areUsed
        let profile = AgentProfile(
            node: NodeID(trusted: "roma-1"), topics: served.sorted { $0.topic.text < $1.topic.text },
            skills: isFeatured ? Features.skills : [],
            channels: (isFeatured ? Features.channels : [.voice]).map { ChannelLimit(channel: $0, contacts: 1) },
            address: nil)
        report(index, .idle, activity: .idle, profile: profile)
    }

    /// The conversation ends, and the agent is free.
    private mutating func finish(_ index: Int) {
        contacts[Int(agents[index].contact.value) - 1].turn += 1
        contacts[Int(agents[index].contact.value) - 1].version += 1
        step(.contact(report(agents[index].contact, .ended(.handled)), entry: nil))
        agents[index].turn += 1
        report(index, .idle, activity: .idle, profile: nil)
    }

    /// Both sides say that the offer connected which has just been made; whose it is.
    @discardableResult
    private mutating func connectNewest() -> Int {
        guard case .offered(let offer)? = events.last, let index = Int(offer.agent.text.dropFirst()) else {
            preconditionFailure("nobody is offered: too few contacts wait for so many topics")
        }
        agents[index].offer = offer.id
        agents[index].contact = offer.contact
        let contact = Int(offer.contact.value) - 1
        emptied = Int(contacts[contact].topic)
        contacts[contact].version += 1
        step(.contact(report(offer.contact, .connected(offer.id, offer.agent)), entry: nil))
        report(index, .busy(offer.id, offer.contact), activity: .busy, profile: nil)
        return index
    }

    private func report(
        _ number: ContactNumber, _ phase: ContactPhase, of topic: TopicID? = nil, asking routing: Routing? = nil
    ) -> ContactReport {
        let contact = contacts[Int(number.value) - 1]
        return ContactReport(
            number: number, turn: Turn(UInt64(contact.turn)), phase: phase, version: UInt64(contact.version),
            topic: topic ?? topics[Int(contact.topic)], priority: contact.priority, restartedAt: nil, routing: routing)
    }

    private mutating func report(_ index: Int, _ phase: AgentPhase, activity: Activity, profile: AgentProfile?) {
        agents[index].version += 1
        step(
            .agent(
                AgentReport(
                    agent: agents[index].id, site: Self.site, turn: Turn(agents[index].turn), phase: phase,
                    version: agents[index].version, intent: .available, reason: nil, activity: activity,
                    isReady: phase == .idle, profile: profile)))
    }

    private mutating func step(_ command: Command) {
        events.removeAll(keepingCapacity: true)
        let refusal = engine.step(command, id: 1, at: now, into: &events)
        precondition(refusal == nil, "the engine refused: \(String(describing: refusal))")
    }

    private static var cpuTime: Double {
        var now = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
        return Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec)
    }
}

/// Draws that are the same in every run: xorshift 13, 7, 17.
private struct Draws {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
