// SPDX-License-Identifier: Apache-2.0

/// A page of the pool's agents.
public struct AgentListDocument: Codable, Hashable, Sendable {
    /// The page, as presence documents.
    public var agents: [AgentDocument]
    /// The log sequence it follows from.
    public var seq: Int
    /// What to ask `after` for more; absent at the end.
    public var next: String?

    /// Puts a document together.
    public init(agents: [AgentDocument], seq: Int, next: String? = nil) {
        self.agents = agents
        self.seq = seq
        self.next = next
    }
}
