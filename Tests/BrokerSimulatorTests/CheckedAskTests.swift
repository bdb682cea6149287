// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerSimulator

/// The checker's own reckoning of who may be asked, case by case.
@Suite struct CheckedAskTests {
    private let pec = TopicID(trusted: "pec")
    private let firma = TopicID(trusted: "firma")
    private let roma = SiteID(trusted: "roma")
    private let it = SkillID(trusted: "it")

    private func rules(_ steps: [RelaxStep]) -> Configuration {
        var topic = TopicSettings(topic: pec)
        topic.rules.relax = steps
        return Configuration(revision: 1, agingMs: nil, waitingMax: nil, topics: [topic], agents: [], document: "{}")
    }

    private func step(_ change: (inout RelaxStep) -> Void) -> RelaxStep {
        var step = RelaxStep(afterMs: 1_000)
        change(&step)
        return step
    }

    private func group(
        _ steps: [RelaxStep] = [], taken: UInt8 = 0, requires: UInt8? = nil, at site: String = "roma",
        topics: [String: UInt8] = ["pec": 1], skill: UInt8? = nil, _ change: (inout Routing) -> Void = { _ in }
    ) -> Int? {
        var routing = Routing.plain
        routing.steps = taken
        change(&routing)
        let record = ContactRecord(
            number: ContactNumber(1), id: ContactID(trusted: "c1"), site: roma, topic: pec, priority: 100,
            channel: .voice, arrival: PoolInstant(0), claim: ClaimNumber(ContactNumber(1)),
            requirements: requires.map { [SkillLevel(skill: it, level: $0)] } ?? [], caller: nil, routing: routing)
        let profile = AgentProfile(
            node: NodeID(trusted: "roma-1"),
            topics: topics.sorted { $0.key < $1.key }.map {
                TopicLevel(topic: TopicID(trusted: $0.key), level: $0.value)
            },
            skills: skill.map { [SkillLevel(skill: it, level: $0)] } ?? [],
            channels: [ChannelLimit(channel: .voice, contacts: 1)], address: nil)
        return CheckedAsk(record).group(
            of: AgentID(trusted: "anna"), at: SiteID(trusted: site), profile, rules(steps))
    }

    @Test func withoutStepsTopicAndSkillsDecide() {
        #expect(group() == 0 && group(topics: ["firma": 1]) == nil)
        #expect(group(requires: 5) == nil && group(requires: 5, skill: 4) == nil && group(requires: 5, skill: 5) == 0)
    }

    @Test func aNamedAgentNeedsNothingAndALastAgentEverything() {
        let anna = AgentID(trusted: "anna")
        let bruno = AgentID(trusted: "bruno")
        #expect(group(requires: 5, topics: [:]) { $0.onlyAgent = anna } == 0)
        #expect(group { $0.onlyAgent = bruno } == nil)
        #expect(group { $0.firstAgent = anna } == 0 && group { $0.firstAgent = bruno } == nil)
        #expect(group(topics: ["firma": 1]) { $0.firstAgent = anna } == nil)
        #expect(group(requires: 5) { $0.firstAgent = anna } == nil)
    }

    @Test func eachThingAStepSaysWidens() {
        let beyond = [step { $0.beyondSite = true }]
        #expect(group(beyond, at: "milano") == nil && group(beyond, taken: 1, at: "milano") == 0)
        let lower = [step { $0.lowerSkills = [SkillLevel(skill: it, level: 3)] }, step { $0.dropSkill = it }]
        #expect(group(lower, requires: 5, skill: 3) == nil && group(lower, taken: 1, requires: 5, skill: 3) == 0)
        #expect(group(lower, taken: 1, requires: 5) == nil && group(lower, taken: 2, requires: 5) == 0)
        let level = [step { $0.levelMax = 3 }]
        #expect(group(level, topics: ["pec": 2]) == nil && group(level, taken: 1, topics: ["pec": 3]) == 0)
        #expect(group(level, taken: 1, topics: ["pec": 4]) == nil)
        let added = [step { $0.addTopic = firma }]
        #expect(group(added, topics: ["firma": 9]) == nil && group(added, taken: 1, topics: ["firma": 9]) == 1)
        #expect(group(added, taken: 1, topics: ["firma": 9, "pec": 9]) == 0)
    }
}
