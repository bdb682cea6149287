// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerSimulator

/// The checker's own reckoning of who should be offered a contact, case by case.
@Suite struct CheckedChoiceTests {
    private let roma = SiteID(trusted: "roma")
    private let pec = TopicID(trusted: "pec")
    private let english = SkillID(trusted: "english")
    private let offer = OfferID(generation: 0, epoch: 1, sequence: 9)

    /// Reports into an engine and the reckoning, at one time each.
    private struct Told {
        var engine = Engine()
        var choice = CheckedChoice()

        mutating func hear(_ report: AgentReport, at time: Int64) {
            choice.hear(report, before: engine.agent(report.agent), at: PoolInstant(time))
            engine.apply(.agentReported(report), at: PoolInstant(time))
        }
    }

    private func report(
        _ agent: String, turn: UInt64, _ phase: AgentPhase = .idle, activity: Activity = .idle, isReady: Bool = true,
        topics: [String] = ["pec"], level: UInt8 = 1, skills: [SkillLevel] = [], version: UInt64
    ) -> AgentReport {
        AgentReport(
            agent: AgentID(trusted: agent), site: roma, turn: Turn(turn), phase: phase, version: version,
            intent: .available, reason: nil, activity: activity, isReady: isReady,
            profile: AgentProfile(
                node: NodeID(trusted: "roma-1"),
                topics: topics.map { TopicLevel(topic: TopicID(trusted: $0), level: level) }, skills: skills,
                channels: [ChannelLimit(channel: .voice, contacts: 1)], address: nil))
    }

    private func contact(_ requirements: [SkillLevel] = []) -> ContactRecord {
        ContactRecord(
            number: ContactNumber(1), id: ContactID(trusted: "c1"), site: roma, topic: pec, priority: 100,
            channel: .voice, arrival: PoolInstant(1), claim: ClaimNumber(ContactNumber(1)),
            requirements: requirements, caller: nil)
    }

    private func better(
        _ told: Told, than agent: String, requirements: [SkillLevel] = [], skipping: [SiteID] = [],
        by strategy: Strategy = .longestIdle, at now: Int64 = 100
    ) -> String? {
        var topic = TopicSettings(topic: pec)
        topic.strategy = strategy
        let rules = Configuration(
            revision: 1, agingMs: nil, waitingMax: nil, topics: [topic], agents: [], document: "{}")
        return told.choice.whoShouldCome(
            before: AgentID(trusted: agent), for: contact(requirements), among: told.engine.allAgents,
            skipping: skipping, by: rules, at: PoolInstant(now))?.text
    }

    @Test func whoCameFirstIsIdleLongest() {
        var told = Told()
        told.hear(report("anna", turn: 1, version: 1), at: 10)
        told.hear(report("bruno", turn: 1, version: 1), at: 20)
        #expect(better(told, than: "bruno") == "anna")
        #expect(better(told, than: "anna") == nil)
        #expect(better(told, than: "bruno", skipping: [roma]) == nil)
    }

    @Test func workAndWrapUpBeginIdlenessAnewABreakDoesNot() {
        var told = Told()
        told.hear(report("anna", turn: 1, version: 1), at: 10)
        told.hear(report("bruno", turn: 1, version: 1), at: 20)
        told.hear(report("anna", turn: 2, isReady: false, version: 2), at: 30)
        #expect(better(told, than: "bruno") == nil, "anna is on a break")
        told.hear(report("anna", turn: 3, version: 3), at: 40)
        #expect(better(told, than: "bruno") == "anna")
        told.hear(report("anna", turn: 3, .busy(offer, ContactNumber(1)), activity: .busy, version: 4), at: 50)
        #expect(better(told, than: "bruno") == nil)
        told.hear(report("anna", turn: 4, activity: .wrapping, isReady: false, version: 5), at: 60)
        told.hear(report("carla", turn: 1, version: 1), at: 65)
        told.hear(report("anna", turn: 5, version: 6), at: 70)
        #expect(better(told, than: "anna") == "bruno")
        #expect(better(told, than: "carla") == "bruno")
        told.hear(report("bruno", turn: 2, isReady: false, version: 2), at: 80)
        #expect(better(told, than: "carla") == nil && better(told, than: "anna") == "carla")
    }

    @Test func onlyWhoCanServeTheContactCounts() {
        var told = Told()
        let fluent = SkillLevel(skill: english, level: 5)
        told.hear(report("anna", turn: 1, topics: ["other"], version: 1), at: 10)
        told.hear(report("bruno", turn: 1, skills: [SkillLevel(skill: english, level: 2)], version: 1), at: 20)
        told.hear(report("carla", turn: 1, skills: [fluent], version: 1), at: 30)
        told.hear(report("dario", turn: 1, skills: [fluent], version: 1), at: 40)
        #expect(better(told, than: "dario") == "bruno")
        #expect(better(told, than: "dario", requirements: [fluent]) == "carla")
        #expect(better(told, than: "carla", requirements: [fluent]) == nil)
    }

    @Test func aLowerLevelComesFirstWhateverTheStrategy() {
        var told = Told()
        told.hear(report("anna", turn: 1, level: 2, version: 1), at: 10)
        told.hear(report("bruno", turn: 1, version: 1), at: 20)
        for strategy in Strategy.allCases {
            #expect(better(told, than: "anna", by: strategy) == "bruno")
            #expect(better(told, than: "bruno", by: strategy) == nil)
        }
    }

    @Test func workFades() {
        let hour: Int64 = 3_600_000
        var told = Told()
        for name in ["anna", "bruno"] { told.hear(report(name, turn: 1, version: 1), at: 1) }
        // Anna talks for an hour and wraps up for three; Bruno talks for half an hour, and begins two hours later.
        told.hear(report("anna", turn: 1, .busy(offer, ContactNumber(1)), activity: .busy, version: 2), at: 2)
        told.hear(report("anna", turn: 2, activity: .wrapping, isReady: false, version: 3), at: hour)
        let later = OfferID(generation: 0, epoch: 1, sequence: 10)
        told.hear(report("bruno", turn: 1, .busy(later, ContactNumber(2)), activity: .busy, version: 2), at: 3 * hour)
        told.hear(report("bruno", turn: 2, version: 3), at: 3 * hour + hour / 2)
        told.hear(report("anna", turn: 3, version: 4), at: 4 * hour)
        let now = 4 * hour
        #expect(better(told, than: "bruno", by: .leastTalk, at: now) == "anna", "an hour is an eighth after three")
        #expect(better(told, than: "anna", by: .leastTalk, at: now) == nil)
        #expect(better(told, than: "anna", by: .leastOccupied, at: now) == "bruno")
        #expect(better(told, than: "bruno", by: .fewestContacts, at: now) == "anna", "hers is the older one")
        #expect(better(told, than: "anna", by: .topDown, at: now) == nil)
        #expect(better(told, than: "bruno", by: .topDown, at: now) == "anna")
    }
}
