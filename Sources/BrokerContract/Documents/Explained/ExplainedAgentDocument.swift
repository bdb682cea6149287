// SPDX-License-Identifier: Apache-2.0

/// An agent in the explanation of an offer.
public struct ExplainedAgentDocument: Codable, Hashable, Sendable {
    /// The agent.
    public var agent: String
    /// The agent's site.
    public var site: String
    /// The agent's level in the topic, 1–9.
    public var level: Int
    /// `free` or `tried` for who could be offered it, else why not.
    public var standing: String
    /// What the strategy goes by: lower comes first.
    public var rank: Int

    /// Puts a document together.
    public init(agent: String, site: String, level: Int, standing: String, rank: Int) {
        self.agent = agent
        self.site = site
        self.level = level
        self.standing = standing
        self.rank = rank
    }
}
