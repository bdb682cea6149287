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
    private var agents: [Agent] = []
    private var nextNumber: UInt64 = 1
    private var lastReserved: UInt64 = 0
    /// The topic that a contact left last: the next one comes to it, so that none runs dry.
    private var emptied = 0
    /// What the homes know of each contact, by number less one.
    private var contacts: [Entered] = []

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
    }

    private static let site = SiteID(trusted: "roma")
    /// The clients' name of every contact: what a name costs to make is not the engine's.
    private static let contactID = ContactID(trusted: "c1")

    init(agents agentCount: Int, topics topicCount: Int, waiting: Int) {
        topics = (0..<topicCount).map { TopicID(trusted: "t\($0)") }
        engine.beginEpoch(1, owner: NodeID(trusted: "roma-1"), at: now, into: &events)
        let home = HomeRecord(
            site: Self.site, node: NodeID(trusted: "roma-1"), term: 0, incarnation: 1, openCount: 1)
        step(.takeHome(home, rejoin: false))
        let settings = topics.map { topic in
            var settings = TopicSettings(topic: topic)
            settings.waitingMax = 1_000_000
            return settings
        }
        let configuration = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: settings, agents: [], document: "{}")
        step(.configure(configuration, ifRevision: nil))
        for _ in 0..<(waiting + agentCount) { enter(Int(random.next() % UInt64(topicCount))) }
        precondition(waitingCount == waiting + agentCount, "\(waitingCount) wait, not \(waiting + agentCount)")
        for index in 0..<agentCount {
            agents.append(Agent(id: AgentID(trusted: "a\(index)")))
            logIn(index)
        }
    }

    /// Contacts that wait, as the engine counts them.
    private var waitingCount: Int { topics.reduce(0) { $0 + engine.waitingCount($1) } }

    /// Nanoseconds of this thread's CPU time a life.
    mutating func live(_ lives: Int) -> Double {
        let before = waitingCount
        defer { precondition(waitingCount == before, "\(waitingCount) wait after it, \(before) before") }
        let begin = Self.cpuTime
        for _ in 0..<lives {
            enter(emptied)
            let index = Int(random.next() % UInt64(agents.count))
            finish(index)
        }
        return (Self.cpuTime - begin) * 1e9 / Double(lives)
    }

    private mutating func enter(_ topic: Int) {
        if nextNumber > lastReserved {
            let newest = lastReserved == 0 ? 0 : lastReserved - Limits.claimRangeSize + 1
            step(.reserveRange(Self.site, incarnation: 1, newest: newest))
            lastReserved += Limits.claimRangeSize
        }
        let number = ContactNumber(nextNumber)
        nextNumber += 1
        if nextNumber % 16 == 0 { now = PoolInstant(now.milliseconds + 1) }
        let priority = UInt8(100 + random.next() % 4)
        let record = ContactRecord(
            number: number, id: Self.contactID, site: Self.site, topic: topics[topic],
            priority: priority, channel: .voice, arrival: now, claim: ClaimNumber(number), requirements: [],
            caller: nil)
        let entry = ContactEntry(record: record, waitedMs: 0, earliest: PoolInstant(0), isAcknowledged: false)
        let report = ContactReport(
            number: number, turn: Turn(0), phase: .waiting, version: 1, topic: topics[topic], priority: priority,
            restartedAt: nil)
        contacts.append(Entered(topic: UInt16(topic), priority: priority))
        step(.contact(report, entry: entry))
    }

    private mutating func logIn(_ index: Int) {
        let served = (0..<3).map { TopicLevel(topic: topics[(index * 3 + $0) % topics.count], level: 1) }
        let profile = AgentProfile(
            node: NodeID(trusted: "roma-1"), topics: served.sorted { $0.topic.text < $1.topic.text }, skills: [],
            channels: [ChannelLimit(channel: .voice, contacts: 1)], address: nil)
        report(index, .idle, activity: .idle, profile: profile)
        connect(index)
    }

    /// The conversation ends, the agent is free, and the next one begins.
    private mutating func finish(_ index: Int) {
        step(.contact(report(agents[index].contact, turn: 1, .ended(.handled), version: 3), entry: nil))
        agents[index].turn += 1
        report(index, .idle, activity: .idle, profile: nil)
        connect(index)
    }

    /// Both sides say that the offer connected which the agent has just got.
    private mutating func connect(_ index: Int) {
        guard case .offered(let offer)? = events.last, offer.agent == agents[index].id else {
            preconditionFailure("\(agents[index].id) is offered nobody: too few contacts wait for so many topics")
        }
        agents[index].offer = offer.id
        agents[index].contact = offer.contact
        emptied = Int(contacts[Int(offer.contact.value) - 1].topic)
        let connected = ContactPhase.connected(offer.id, offer.agent)
        step(.contact(report(offer.contact, turn: 0, connected, version: 2), entry: nil))
        report(index, .busy(offer.id, offer.contact), activity: .busy, profile: nil)
    }

    private func report(_ number: ContactNumber, turn: UInt64, _ phase: ContactPhase, version: UInt64) -> ContactReport
    {
        let contact = contacts[Int(number.value) - 1]
        return ContactReport(
            number: number, turn: Turn(turn), phase: phase, version: version, topic: topics[Int(contact.topic)],
            priority: contact.priority, restartedAt: nil)
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
