// SPDX-License-Identifier: Apache-2.0

/// One event of the log about a contact.
public struct ExplainedEventDocument: Codable, Hashable, Sendable {
    /// When, pool time in milliseconds since 1970.
    public var at: Int
    /// The event's sequence.
    public var seq: Int
    /// `entered`, `offered`, `waiting`, `connected` or `ended`.
    public var event: String
    /// The agent.
    public var agent: String?
    /// The agent's site.
    public var agentSite: String?
    /// The offer.
    public var offer: String?
    /// The first offer of its ring, where the contact rang several agents.
    public var ring: String?
    /// The topic from then on.
    public var topic: String?
    /// The priority from then on.
    public var priority: Int?
    /// How it ended.
    public var outcome: String?
    /// Whether a site that was cut off decided this alone: its reasons are not in the log.
    public var island: Bool?
    /// Why this agent.
    public var choice: ExplainedChoiceDocument?

    /// Puts a document together; what is not known is added afterwards.
    public init(at: Int, seq: Int, event: String) {
        self.at = at
        self.seq = seq
        self.event = event
    }
}
