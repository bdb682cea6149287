// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// Why a contact in line would be offered to one agent and no other, by what the log knows at one place of it.
public struct Explanation: Hashable, Sendable {
    /// The contact.
    public let contact: ContactState
    /// Its position in its topic, from 1.
    public let position: Int
    /// Contacts that wait for its topic.
    public let waiting: Int
    /// Pool time of the last event before.
    public let time: PoolInstant
    /// The configuration in force.
    public let revision: UInt64
    /// What one level of priority is worth in waiting, milliseconds; nil for nothing.
    public let agingMs: Int64?
    /// How the topic chooses among free agents.
    public let strategy: Strategy
    /// Who could be offered the contact, in the order in which they are asked; at most ``Limits/explainedAgents``.
    public let candidates: [ExplainedAgent]
    /// Everybody else who serves the topic, in the order in which the pool came to know them; at most as many.
    public let others: [ExplainedAgent]
    /// Agents left out of the two lists.
    public let agentsLeftOut: Int
    /// The first of each line that the first candidate serves, in the order in which they would be served; at most
    /// ``Limits/explainedHeads``.
    public let heads: [ExplainedHead]
}
