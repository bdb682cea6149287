// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerSimulator

/// The checker's own reckoning of the order, case by case.
@Suite struct CheckedLineTests {
    private let topic = TopicID(trusted: "pec")
    private let site = SiteID(trusted: "roma")

    private func agent(skills: [SkillLevel] = []) -> AgentProfile {
        AgentProfile(
            node: NodeID(trusted: "roma-1"), topics: [TopicLevel(topic: topic, level: 1)], skills: skills,
            channels: [ChannelLimit(channel: .voice, contacts: 1)], address: nil)
    }

    private func record(
        _ number: UInt64, priority: UInt8, arrival: Int64, requirements: [SkillLevel] = []
    ) -> ContactRecord {
        ContactRecord(
            number: ContactNumber(number), id: ContactID(trusted: "c\(number)"), site: site, topic: topic,
            priority: priority, channel: .voice, arrival: PoolInstant(arrival),
            claim: ClaimNumber(ContactNumber(number)), requirements: requirements, caller: nil)
    }

    private func better(
        _ line: CheckedLine, than number: UInt64, skills: [SkillLevel] = [], agingMs: Int64? = nil
    ) -> String? {
        let rules = Configuration(
            revision: 1, agingMs: agingMs, waitingMax: nil, topics: [], agents: [], document: "{}")
        return line.whoShouldCome(
            before: ContactNumber(number), agent: AgentID(trusted: "anna"), at: site, agent(skills: skills),
            skipping: [], rules
        )
        .map { "\($0.number.value) \($0.rule)" }
    }

    @Test func priorityComesFirstThenArrivalThenSequence() {
        var line = CheckedLine()
        _ = line.enter(record(1, priority: 100, arrival: 10), sequence: 1)
        _ = line.enter(record(2, priority: 100, arrival: 10), sequence: 2)
        _ = line.enter(record(3, priority: 100, arrival: 5), sequence: 3)
        _ = line.enter(record(4, priority: 110, arrival: 50), sequence: 4)
        #expect(better(line, than: 4) == nil)
        #expect(better(line, than: 3) == "4 I6")
        line.leave(ContactNumber(4))
        #expect(better(line, than: 3) == nil)
        #expect(better(line, than: 1) == "3 I7")
        line.leave(ContactNumber(3))
        #expect(better(line, than: 2) == "1 I7")
    }

    @Test func whoCannotBeServedDoesNotCome() {
        let english = SkillID(trusted: "en")
        var line = CheckedLine()
        _ = line.enter(
            record(1, priority: 100, arrival: 0, requirements: [SkillLevel(skill: english, level: 5)]), sequence: 1)
        _ = line.enter(record(2, priority: 100, arrival: 10), sequence: 2)
        #expect(better(line, than: 2) == nil)
        #expect(better(line, than: 2, skills: [SkillLevel(skill: english, level: 4)]) == nil)
        #expect(better(line, than: 2, skills: [SkillLevel(skill: english, level: 5)]) == "1 I7")
    }

    @Test func withAgingALevelCountsAsWaiting() {
        var line = CheckedLine()
        _ = line.enter(record(1, priority: 100, arrival: 0), sequence: 1)
        _ = line.enter(record(2, priority: 101, arrival: 900), sequence: 2)
        #expect(better(line, than: 2, agingMs: 1_000) == nil)
        #expect(better(line, than: 2, agingMs: 800) == "1 I7")
    }

    @Test func aNumberEntersOnce() {
        var line = CheckedLine()
        let entered = [1, 2].map { line.enter(record(1, priority: 1, arrival: 0), sequence: $0) }
        #expect(entered == [true, false])
    }
}
