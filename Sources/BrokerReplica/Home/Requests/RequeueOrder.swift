// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// How a contact goes back to the line; what is nil stays as it is, but for the agent.
public struct RequeueOrder: Hashable, Sendable {
    /// The topic it goes to; nil for its own.
    public var topic: TopicID?
    /// 0–255; nil for the one it has.
    public var priority: UInt8?
    /// The one agent it is for; nil for everybody.
    public var agent: AgentID?
    /// Whether its waiting begins anew.
    public var restart: Bool
    /// Whether it goes to the topic to which its own escalates; `topic` is nil then.
    public var escalate: Bool
    /// Why, in the words of whoever asked.
    public var reason: String?

    /// An order.
    public init(
        topic: TopicID? = nil, priority: UInt8? = nil, agent: AgentID? = nil, restart: Bool = false,
        escalate: Bool = false, reason: String? = nil
    ) {
        self.topic = topic
        self.priority = priority
        self.agent = agent
        self.restart = restart
        self.escalate = escalate
        self.reason = reason
    }
}
