// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerSimulator

/// The checker's own reckoning of who is idle longest, case by case.
@Suite struct CheckedIdlenessTests {
    private let roma = SiteID(trusted: "roma")
    private let pec = TopicID(trusted: "pec")
    private let english = SkillID(trusted: "english")
    private let offer = OfferID(generation: 0, epoch: 1, sequence: 9)

    /// Reports into an engine and the reckoning, at one time each.
    private struct Told {
        var engine = Engine()
        var idleness = CheckedIdleness()

        mutating func hear(_ report: AgentReport, at time: Int64) {
            idleness.hear(report, before: engine.agent(report.agent), at: PoolInstant(time))
            engine.apply(.agentReported(report), at: PoolInstant(time))
        }
    }

    private func report(
        _ agent: String, turn: UInt64, _ phase: AgentPhase = .idle, activity: Activity = .idle, isReady: Bool = true,
        topics: [String] = ["pec"], skills: [SkillLevel] = [], version: UInt64
    ) -> AgentReport {
        AgentReport(
            agent: AgentID(trusted: agent), site: roma, turn: Turn(turn), phase: phase, version: version,
            intent: .available, reason: nil, activity: activity, isReady: isReady,
            profile: AgentProfile(
                node: NodeID(trusted: "roma-1"),
                topics: topics.map { TopicLevel(topic: TopicID(trusted: $0), level: 1) }, skills: skills,
                channels: [ChannelLimit(channel: .voice, contacts: 1)], address: nil))
    }

    private func contact(_ requirements: [SkillLevel] = []) -> ContactRecord {
        ContactRecord(
            number: ContactNumber(1), id: ContactID(trusted: "c1"), site: roma, topic: pec, priority: 100,
            channel: .voice, arrival: PoolInstant(1), claim: ClaimNumber(ContactNumber(1)),
            requirements: requirements, caller: nil)
    }

    private func better(
        _ told: Told, than agent: String, requirements: [SkillLevel] = [], skipping: [SiteID] = []
    ) -> String? {
        told.idleness.whoShouldCome(
            before: AgentID(trusted: agent), for: contact(requirements), among: told.engine.allAgents,
            skipping: skipping)?.text
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
}
