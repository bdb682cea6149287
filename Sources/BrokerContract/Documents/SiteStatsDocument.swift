// SPDX-License-Identifier: Apache-2.0

/// A site, counted.
public struct SiteStatsDocument: Codable, Hashable, Sendable {
    /// Nodes that could hold its home at once; 0 for a site that is cut off.
    public var nodes: Int
    /// Agents logged in.
    public var agents: Int
    /// Contacts that wait.
    public var waiting: Int

    /// Puts a document together.
    public init(nodes: Int, agents: Int, waiting: Int) {
        self.nodes = nodes
        self.agents = agents
        self.waiting = waiting
    }
}
