// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation
import Testing

@testable import LoadHarness

@Suite("Scenario reader")
struct ScenarioReaderTests {
    @Test("What is not written has its default")
    func defaults() throws {
        let scenario = try ScenarioReader.read("topics: {pec: {}}\nagents: {all: {}}")
        #expect(scenario.seed == 1 && scenario.pace == PaceScenario())
        #expect(scenario.topics == [TopicScenario(name: "pec")])
        #expect(scenario.callers == CallerScenario())
        #expect(scenario.agents == [AgentScenario(name: "all", topics: ["pec": 1], channels: [.voice])])
    }

    @Test("Everything that can be written is read")
    func everything() throws {
        let scenario = try ScenarioReader.read(
            """
            seed: 9
            rate: 12.5
            spacing: even
            ramp: 1s
            warmUp: 2s
            measure: 3s
            drain: 4s
            late: 5ms
            answerWithin: 6s
            rush: {after: 1s, lasts: 500ms, times: 2.5}
            pool: {maxWaiting: 5000}
            topics:
              pec: {count: 3, share: 0.5, priorities: {100: 9, 200: 1}, channels: {mail: 2, voice: 1},
                    patience: uniform 1s 2s, talk: exponential 3s, wrapUp: 250ms, settings: {wrapUp: 7s}}
            callers: {drops: 2%, dropAfter: 1s, redials: 0.5%, redialAfter: exponential 2s}
            agents:
              a: {count: 4, topics: {pec: 2}, spread: 2, channels: {mail: 1}, acceptDelay: 10ms, rejects: 1%,
                  noAnswers: 2%, returnsAfter: 3s}
            """)
        #expect(scenario.seed == 9 && scenario.pool.maxWaiting == 5_000)
        let pace = scenario.pace
        #expect(pace.rate == 12.5 && pace.isEven && pace.measuredFrom == 3_000_000_000 && pace.end == 6_000_000_000)
        #expect(pace.drain == 4_000_000_000 && pace.late == 5_000_000 && pace.answerWithin == 6_000_000_000)
        #expect(pace.rush == RushScenario(after: 1_000_000_000, lasts: 500_000_000, times: 2.5))
        let topic = try #require(scenario.topics.first)
        #expect(topic.names == ["pec-1", "pec-2", "pec-3"] && topic.share == 0.5)
        #expect(topic.priorities.map(\.priority) == [100, 200] && topic.priorities.map(\.weight) == [9, 1])
        #expect(topic.channels.map(\.channel) == [.mail, .voice] && topic.channels.map(\.weight) == [2, 1])
        #expect(topic.patience == .uniform(fromNanoseconds: 1_000_000_000, toNanoseconds: 2_000_000_000))
        #expect(topic.talk == .exponential(meanNanoseconds: 3_000_000_000))
        #expect(topic.wrapUp == .always(nanoseconds: 250_000_000) && topic.settings.wrapUp.milliseconds == 7_000)
        #expect(scenario.callers.drops == 0.02 && scenario.callers.redials == 0.005)
        let agent = try #require(scenario.agents.first)
        #expect(agent.count == 4 && agent.topics == ["pec": 2] && agent.spread == 2 && agent.channels == [.mail])
        #expect(
            agent.rejects == 0.01 && agent.noAnswers == 0.02
                && agent.returnsAfter == .always(nanoseconds: 3_000_000_000))
    }

    @Test(
        "Each error is told with its path and line",
        arguments: [
            ("rate: fast", "rate (line 1): must be a number (contacts a second), 0.1–100000"),
            ("rates: 5", "rates (line 1): unknown"),
            ("spacing: odd", "spacing (line 1): must be poisson or even"),
            ("measure: 10ms", "measure (line 1): must be a duration"),
            ("rush: {after: 1s}", "rush.lasts (line 1): is required"),
            ("topics: {pec: {patience: soon}}", "topics.pec.patience (line 1): must be 20s, exponential 20s"),
            ("topics: {pec: {talk: never}}", "topics.pec.talk (line 1): must be 20s"),
            ("topics: {pec: {channels: {fax: 1}}}", "topics.pec.channels.fax (line 1): is no channel"),
            ("topics: {pec: {priorities: {300: 1}}}", "topics.pec.priorities.300 (line 1): is no priority"),
            ("topics: {pec: {settings: {wrapup: 1s}}}", "topics.pec.settings.wrapup (line 1): unknown"),
            ("topics: {a: {count: 2}, a-1: {}}", "topics.a-1 (line 1): there is another topic a-1"),
            ("topics: {pec: {share: 0}}", "topics (line 1): nobody comes"),
            ("callers: {drops: 2}", "callers.drops (line 1): must be a share such as 2%"),
            ("agents: {a: {topics: {firma: 1}}}", "agents.a.topics.firma (line 1): no such topic"),
            ("agents: {a: {rejects: 60%, noAnswers: 60%}}", "agents.a (line 1): rejects and noAnswers together"),
            ("rate: 100000\nmeasure: 1h", "rate (line 1): makes more than 2000000 contacts"),
            ("topics: {t: {count: 300}, u: {count: 10}}", "agents (line 1): at least one group is required"),
            ("a: b: c", "not YAML"),
        ])
    func errors(_ text: String, _ told: String) throws {
        let issues = try #require(throws: ScenarioIssues.self) { try ScenarioReader.read(text) }
        #expect(issues.description.contains(told), "\(issues)")
    }

    @Test("Every error is told, not only the first")
    func allErrors() throws {
        let issues = try #require(throws: ScenarioIssues.self) {
            try ScenarioReader.read("rate: 0\nseed: x\ntopics: {pec: {}}\nagents: {all: {count: 0}}")
        }
        #expect(issues.all.map(\.path).sorted() == ["agents.all.count", "rate", "seed"])
    }

    @Test(
        "The scenarios of the house can be read",
        arguments: ["smoke", "steady", "rush", "many-topics", "million", "present", "hour"])
    func shipped(_ name: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appendingPathComponent("Benchmarks/Scenarios/\(name).yaml")
        let scenario = try ScenarioReader.read(try String(contentsOf: path, encoding: .utf8))
        #expect(scenario.expectedContacts > 100)
        // What is put in force is a configuration by the contract.
        let configuration = ConfigurationParser.parse(json: scenario.configuration.json)
        #expect(try configuration.get().topics.count == scenario.topicNames.count)
    }
}
