// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerContract

/// A topic's steps, as they are written.
@Suite struct RelaxConfigurationTests {
    private func issues(_ steps: String, _ more: String = "") -> [String] {
        let yaml = "topics: {pec: {\(more)relax: [\(steps)]}, firma: }"
        guard case .failure(let issues) = ConfigurationParser.parse(yaml: yaml) else { return [] }
        return issues.all.map { "\($0.path): \($0.message)" }
    }

    @Test func everyThingAStepMaySayIsRead() throws {
        let text = """
            {after: 10s, beyondSite: true, dropSkill: it, lowerSkill: {en: 3}, maxLevel: 2, addTopic: firma,
            raisePriority: 20}, {after: 90s, maxLevel: 9}
            """
        let topics = try ConfigurationParser.parse(yaml: "topics: {pec: {relax: [\(text)]}, firma: }").get().topics
        let steps = try #require(topics["pec"]?.relax)
        #expect(steps.count == 2 && steps[0].after == ConfiguredDuration(seconds: 10))
        #expect(steps[0].beyondSite == true && steps[0].dropSkill == "it" && steps[0].lowerSkill == ["en": 3])
        #expect(steps[0].maxLevel == 2 && steps[0].addTopic == "firma" && steps[0].raisePriority == 20)
        #expect(topics["firma"]?.relax == [] && topics["firma"]?.maxLevel == nil)
        for none in ["[]", "", "null"] {
            let read = try ConfigurationParser.parse(yaml: "topics: {pec: {relax: \(none)}}").get()
            #expect(read.topics["pec"]?.relax == [])
        }
    }

    @Test(arguments: [
        ("{beyondSite: true}", "0.after: is required"),
        ("{after: 0s, beyondSite: true}", "0.after: must be a duration such as 20s, 5m or 300ms, 1ms–8760h"),
        ("{after: 1s}", "0: says nothing; a step says one or more of "),
        ("{after: 1s, beyondSite: false}", "0.beyondSite: must be true"),
        ("{after: 1s, dropSkill: a b}", "0.dropSkill: must be 1–64 characters of A-Z a-z 0-9 _ -"),
        ("{after: 1s, lowerSkill: {it: 0}}", "0.lowerSkill.it: must be an integer, 1–9"),
        ("{after: 1s, lowerSkill: {}}", "0.lowerSkill: must name a skill"),
        ("{after: 1s, lowerSkill: it}", "0.lowerSkill: must be a map"),
        ("{after: 1s, maxLevel: 10}", "0.maxLevel: must be an integer, 1–9"),
        ("{after: 1s, maxLevel: 1}", "0.maxLevel: must be above 1, the level before"),
        ("{after: 1s, maxLevel: 3}, {after: 2s, maxLevel: 3}", "1.maxLevel: must be above 3, the level before"),
        ("{after: 1s, addTopic: nowhere}", "0.addTopic: no such topic in this configuration"),
        ("{after: 1s, addTopic: pec}", "0.addTopic: is the topic itself"),
        ("{after: 1s, raisePriority: 0}", "0.raisePriority: must be an integer, 1–255"),
        ("{after: 1s, beyondSite: true, jump: 1}", "0.jump: unknown; known here: "),
        ("{after: 1s, beyondSite: true}, {after: 1s, dropSkill: it}", "1.after: must be later than the step before"),
        ("1", "0: must be a map"), ("[]", "0: must be a map"),
    ]) func whatIsWrongIsToldWithItsPath(_ steps: String, _ issue: String) {
        let told = issues(steps)
        #expect(told.contains { $0.hasPrefix("topics.pec.relax.\(issue)") }, "\(told)")
    }

    @Test func levelsRiseFromTheTopicsOwn() {
        #expect(issues("{after: 1s, maxLevel: 3}", "maxLevel: 2, ").isEmpty)
        let told = issues("{after: 1s, maxLevel: 3}", "maxLevel: 3, ")
        #expect(told == ["topics.pec.relax.0.maxLevel: must be above 3, the level before"])
        #expect(issues("", "maxLevel: 0, ") == ["topics.pec.maxLevel: must be an integer, 1–9"])
    }

    @Test func theTimeForTheLastAgentMayBeOff() throws {
        for (text, milliseconds) in [("off", 0), ("0s", 0), ("45s", 45_000), ("10m", 600_000)] {
            let read = try ConfigurationParser.parse(yaml: "topics: {pec: {lastAgent: \(text)}}").get()
            #expect(read.topics["pec"]?.lastAgent.milliseconds == milliseconds)
            #expect(try ConfigurationParser.parse(json: read.json).get() == read)
        }
        #expect(
            try ConfigurationParser.parse(yaml: "topics: {pec: }").get().topics["pec"]?.lastAgent.description == "20s")
        guard case .failure(let issues) = ConfigurationParser.parse(yaml: "topics: {pec: {lastAgent: 11m}}") else {
            Issue.record("taken")
            return
        }
        #expect(issues.all.map(\.path) == ["topics.pec.lastAgent"])
    }

    @Test func thereAreAtMostEightSteps() {
        let steps = (1...9).map { "{after: \($0)s, raisePriority: 1}" }
        #expect(issues(steps.prefix(8).joined(separator: ", ")).isEmpty)
        #expect(issues(steps.joined(separator: ", ")) == ["topics.pec.relax: has more than 8 steps"])
    }
}
