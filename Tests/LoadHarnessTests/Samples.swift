// SPDX-License-Identifier: Apache-2.0
import BrokerContract

@testable import LoadHarness

/// Small scenarios and orders for tests.
enum Samples {
    /// One topic, one agent a site at two sites, everything at once.
    static var scenario: Scenario {
        var pace = PaceScenario()
        pace.rate = 10
        pace.isEven = true
        pace.warmUp = 0
        pace.measure = 1_000_000_000
        pace.drain = 1_000_000_000
        var topic = TopicScenario(name: "pec")
        topic.talk = .always(nanoseconds: 100_000_000)
        topic.settings.wrapUp = ConfiguredDuration(seconds: 0)
        return Scenario(
            seed: 1, pace: pace, topics: [topic], callers: CallerScenario(),
            agents: [AgentScenario(name: "all", count: 2, topics: ["pec": 1], channels: [.voice])],
            pool: PoolConfiguration())
    }

    static func order(_ scenario: Scenario, part: Int = 0, parts: Int = 1, wrapUp: Int64 = 0) -> WorkOrder {
        let sites = ["roma", "milano"].map { WorkOrder.Site(name: $0, servers: ["nats://127.0.0.1:4222"]) }
        return WorkOrder(
            scenario: scenario, sites: sites, wrapUps: scenario.topicNames.map { _ in wrapUp }, pool: "main",
            prefix: "centralino", run: "L1", part: part, parts: parts)
    }

    static func contact(
        _ index: Int, due: Int64, priority: Int = 100, topic: Int = 0, channel: ChannelWord = .voice
    ) -> PlannedContact {
        let life = PlannedLife(
            topic: topic, site: 0, priority: priority, channel: channel, patience: nil, dropAfter: nil, talk: 1,
            wrapUp: 0, redials: [])
        return PlannedContact(index: index, due: due, life: life)
    }
}
