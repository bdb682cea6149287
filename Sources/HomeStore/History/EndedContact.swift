// SPDX-License-Identifier: Apache-2.0

/// A contact that has ended, as a site's history keeps it: what happened, and no judgement.
///
/// Instants are pool time in milliseconds since 1970, durations milliseconds.
public struct EndedContact: Hashable, Sendable {
    /// Its number, unique in the pool for ever.
    public var number: Int64
    /// The client's name for it.
    public var id: String
    /// The claim it belongs to.
    public var claim: String
    /// The site it came to.
    public var site: String
    /// What it was about in the end.
    public var topic: String
    /// How it reached us.
    public var channel: String
    /// 0–255, in the end.
    public var priority: Int
    /// When it arrived.
    public var arrivedAt: Int64
    /// When an agent first answered it; nil if none did.
    public var answeredAt: Int64?
    /// When it ended.
    public var endedAt: Int64
    /// How it ended: a word of the contract.
    public var outcome: String
    /// Why, where somebody said so.
    public var reason: String?
    /// How long it stood in line or was being offered, all told: conversations left out.
    public var inLineMs: Int64
    /// How long its conversations took, all told.
    public var talkMs: Int64
    /// How often it was connected.
    public var conversations: Int
    /// How often it was offered.
    public var offers: Int
    /// Who answered it first; nil if nobody did.
    public var agent: String?
    /// The keyed hash of the caller's number, in hexadecimal: the same caller has the same. Nil without a number.
    public var callerHash: String?
    /// Its chronology, a JSON array of the contract's timeline entries.
    public var timeline: String
    /// How its last conversation came out, where its agent said so.
    public var disposition: String?
    /// The contact about which it was an agent's question; nil for all others.
    public var consultOf: String?

    /// A row.
    public init(
        number: Int64, id: String, claim: String, site: String, topic: String, channel: String, priority: Int,
        arrivedAt: Int64, answeredAt: Int64?, endedAt: Int64, outcome: String, reason: String?, inLineMs: Int64,
        talkMs: Int64, conversations: Int, offers: Int, agent: String?, callerHash: String?, timeline: String,
        disposition: String? = nil, consultOf: String? = nil
    ) {
        self.number = number
        self.id = id
        self.claim = claim
        self.site = site
        self.topic = topic
        self.channel = channel
        self.priority = priority
        self.arrivedAt = arrivedAt
        self.answeredAt = answeredAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.reason = reason
        self.inLineMs = inLineMs
        self.talkMs = talkMs
        self.conversations = conversations
        self.offers = offers
        self.agent = agent
        self.callerHash = callerHash
        self.timeline = timeline
        self.disposition = disposition
        self.consultOf = consultOf
    }

    /// How long it waited for an agent, or until it ended without one.
    public var waitedMs: Int64 { max(0, (answeredAt ?? endedAt) - arrivedAt) }
}
