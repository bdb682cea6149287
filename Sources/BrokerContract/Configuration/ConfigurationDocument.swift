// SPDX-License-Identifier: Apache-2.0

/// A pool's configuration, whole: read it with `ConfigurationParser`, which checks it.
public struct ConfigurationDocument: Hashable, Sendable {
    /// What holds for the whole pool.
    public var pool: PoolConfiguration
    /// Each calendar by its id: at most 256.
    public var calendars: [String: CalendarConfiguration] = [:]
    /// Where each number leads that callers dial: at most 10,000.
    public var numbers: [String: NumberConfiguration] = [:]
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

extension ConfigurationDocument: Codable {
    private enum CodingKeys: String, CodingKey {
        case pool, calendars, numbers, topics, agents
    }

    /// Reads what `encode` writes.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        pool = try fields.decode(PoolConfiguration.self, forKey: .pool)
        calendars = try fields.decodeIfPresent([String: CalendarConfiguration].self, forKey: .calendars) ?? [:]
        numbers = try fields.decodeIfPresent([String: NumberConfiguration].self, forKey: .numbers) ?? [:]
        topics = try fields.decode([String: TopicConfiguration].self, forKey: .topics)
        agents = try fields.decode([String: AgentConfiguration].self, forKey: .agents)
    }

    /// Writes every part; calendars and numbers only if there are any.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(pool, forKey: .pool)
        if !calendars.isEmpty { try fields.encode(calendars, forKey: .calendars) }
        if !numbers.isEmpty { try fields.encode(numbers, forKey: .numbers) }
        try fields.encode(topics, forKey: .topics)
        try fields.encode(agents, forKey: .agents)
    }
}
