// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// Who works in a load: each agent by its number.
struct Roster {
    private let scenario: Scenario
    private let names: LoadNames
    private let sites: Int
    /// Number of the first agent of each group.
    private let first: [Int]
    /// Agents in all.
    let count: Int

    init(_ scenario: Scenario, names: LoadNames, sites: Int) {
        self.scenario = scenario
        self.names = names
        self.sites = sites
        var sum = 0
        first = scenario.agents.map { group in
            defer { sum += group.count }
            return sum
        }
        count = sum
    }

    /// The group of an agent.
    ///
    /// - Complexity: O(log groups).
    func group(_ agent: Int) -> AgentScenario { scenario.agents[groupIndex(agent)] }

    /// The index of the site at which an agent works: the sites in turn.
    func site(_ agent: Int) -> Int { agent % sites }

    /// How an agent logs in.
    func login(_ agent: Int) -> LoginRequest {
        let group = group(agent)
        let number = agent - first[groupIndex(agent)]
        var levels: [String: Int] = [:]
        for topic in scenario.topics {
            guard let level = group.topics[topic.name] else { continue }
            let all = topic.names
            let served = min(group.spread, all.count)
            for offset in 0..<served { levels[all[(number * served + offset) % all.count]] = level }
        }
        let channels = Dictionary(group.channels.map { ($0.rawValue, 1) }) { first, _ in first }
        return LoginRequest(agent: names.agent(agent), topics: levels, channels: channels, intent: .available)
    }

    /// Whether an agent serves a contact's topic and takes its channel.
    ///
    /// - Complexity: O(groups of topics).
    func serves(_ agent: Int, _ life: PlannedLife) -> Bool {
        let group = group(agent)
        guard group.channels.contains(life.channel) else { return false }
        var index = life.topic
        for topic in scenario.topics {
            guard index >= topic.count else {
                guard group.topics[topic.name] != nil else { return false }
                let served = min(group.spread, topic.count)
                let first = (agent - first[groupIndex(agent)]) * served % topic.count
                return (index - first + topic.count) % topic.count < served
            }
            index -= topic.count
        }
        return false
    }

    private func groupIndex(_ agent: Int) -> Int {
        var low = 0
        var high = first.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if first[middle] <= agent { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
