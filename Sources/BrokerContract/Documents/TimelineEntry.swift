// SPDX-License-Identifier: Apache-2.0

/// One thing that happened to a contact.
public struct TimelineEntry: Codable, Hashable, Sendable {
    /// When, in milliseconds since 1970.
    public var at: Int
    /// What: a word of the contact events, or another.
    public var event: String
    /// The log sequence it follows from; absent when it is not committed.
    public var seq: Int?
    /// The agent concerned.
    public var agent: String?
    /// The agent's site.
    public var agentSite: String?
    /// The offer concerned.
    public var offer: String?
    /// Why.
    public var why: String?
    /// The topic it went to.
    public var topic: String?
    /// The priority it got: 0–255.
    public var priority: Int?
    /// How it ended.
    public var outcome: OutcomeWord?
    /// What the client said.
    public var reason: String?
    /// Who asked for it, where they said so (an extension).
    public var by: String?
    /// How the conversation came out (`noted`; an extension).
    public var disposition: String?
    /// What is to be remembered of it (`noted`; an extension).
    public var note: String?

    /// Puts a document together.
    public init(
        at: Int, event: String, seq: Int? = nil, agent: String? = nil, agentSite: String? = nil, offer: String? = nil,
        why: String? = nil, topic: String? = nil, priority: Int? = nil, outcome: OutcomeWord? = nil,
        reason: String? = nil, by: String? = nil, disposition: String? = nil, note: String? = nil
    ) {
        self.at = at
        self.event = event
        self.seq = seq
        self.agent = agent
        self.agentSite = agentSite
        self.offer = offer
        self.why = why
        self.topic = topic
        self.priority = priority
        self.outcome = outcome
        self.reason = reason
        self.by = by
        self.disposition = disposition
        self.note = note
    }
}
