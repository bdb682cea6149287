// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// An agent in the explanation of an offer.
public struct ExplainedAgent: Hashable, Sendable {
    /// The agent.
    public let agent: AgentID
    /// The site that holds the agent.
    public let site: SiteID
    /// The agent's level in the topic, 1–9: 1 comes first.
    public let level: UInt8
    /// What the topic's strategy puts agents of a level in order by: lower comes first. Milliseconds of pool time for
    /// `longestIdle`, a log sequence for `roundRobin`, a logarithm to base 2 in parts of 1,024 for what fades.
    public let rank: Int64
    /// Whether the agent could be offered the contact, or why not.
    public let standing: Standing
}
