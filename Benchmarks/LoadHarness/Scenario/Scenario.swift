// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// What a load is made of: who calls how often about what, and who serves them how.
///
/// `ScenarioReader` reads it; Benchmarks/Scenarios/README.md says what can be written, with units and defaults.
struct Scenario: Codable, Hashable, Sendable {
    /// What everything is drawn from.
    var seed: UInt64
    /// When how many call.
    var pace: PaceScenario
    /// What they call about, at least one.
    var topics: [TopicScenario]
    /// How they lose the line and call again.
    var callers: CallerScenario
    /// Who serves them, at least one group.
    var agents: [AgentScenario]
    /// What `config.apply` gets for the whole pool.
    var pool: PoolConfiguration

    /// The names of all topics: each of a group with a count has its number.
    var topicNames: [String] { topics.flatMap(\.names) }

    /// Contacts that can be expected to come.
    var expectedContacts: Double { RateProfile(pace).expected }

    /// What `config.apply` gets: desks of a load have one contact at a time, so where nothing is said each takes all.
    var configuration: ConfigurationDocument {
        var pool = pool
        for channel in ChannelWord.allCases where pool.capacity[channel.rawValue] == nil {
            pool.capacity[channel.rawValue] = 100
        }
        let settings = topics.flatMap { topic in topic.names.map { ($0, topic.settings) } }
        return ConfigurationDocument(pool: pool, topics: Dictionary(settings) { first, _ in first })
    }

    /// The same at another rate and for another time, as a step of a sweep.
    func with(rate: Double, measure: Int64) -> Scenario {
        var step = self
        step.pace.rate = rate
        step.pace.measure = measure
        return step
    }
}
