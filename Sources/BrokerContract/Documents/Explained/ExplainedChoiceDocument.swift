// SPDX-License-Identifier: Apache-2.0

/// Why a contact was offered to this agent, by what the log knew just before.
public struct ExplainedChoiceDocument: Codable, Hashable, Sendable {
    /// The topic's strategy.
    public var strategy: String
    /// The revision of the configuration in force.
    public var revision: Int
    /// What one level of priority is worth in waiting; absent for nothing.
    public var agingMs: Int?
    /// The contact's position in its topic, from 1.
    public var position: Int
    /// Contacts that waited for the topic.
    public var waiting: Int
    /// Pool time just before, in milliseconds since 1970: what fades has faded until then.
    public var at: Int
    /// Who could be offered it, in the order in which they are asked.
    public var candidates: [ExplainedAgentDocument]
    /// Who else serves the topic.
    public var others: [ExplainedAgentDocument]
    /// Agents left out of the two lists.
    public var leftOut: Int
    /// The first of each line that the first candidate serves, the one to be served next first.
    public var heads: [ExplainedHeadDocument]

    /// Puts a document together.
    public init(
        strategy: String, revision: Int, agingMs: Int?, position: Int, waiting: Int, at: Int,
        candidates: [ExplainedAgentDocument], others: [ExplainedAgentDocument], leftOut: Int,
        heads: [ExplainedHeadDocument]
    ) {
        self.strategy = strategy
        self.revision = revision
        self.agingMs = agingMs
        self.position = position
        self.waiting = waiting
        self.at = at
        self.candidates = candidates
        self.others = others
        self.leftOut = leftOut
        self.heads = heads
    }
}
