// SPDX-License-Identifier: Apache-2.0

/// A pool's configuration, whole: read it with `ConfigurationParser`, which checks it.
public struct ConfigurationDocument: Codable, Hashable, Sendable {
    /// What holds for the whole pool.
    public var pool: PoolConfiguration
    /// Each topic by its id: at most 10,000.
    public var topics: [String: TopicConfiguration]
    /// Each agent by its id: at most 50,000.
    public var agents: [String: AgentConfiguration]

    /// Puts a document together.
    public init(
        pool: PoolConfiguration = PoolConfiguration(), topics: [String: TopicConfiguration] = [:],
        agents:
            [String: AgentConfiguration] = [:]
    ) {
        self.pool = pool
        self.topics = topics
        self.agents = agents
    }

    /// Whether it names agents: topics and skills then come from here, not from `agent.login`.
    public var namesAgents: Bool { !agents.isEmpty }
}
