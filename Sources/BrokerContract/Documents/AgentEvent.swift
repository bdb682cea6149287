// SPDX-License-Identifier: Apache-2.0

/// Something that happened to an agent; which fields it bears depends on `event`.
public struct AgentEvent: Codable, Hashable, Sendable {
    /// What happened.
    public var event: AgentEventWord
    /// The agent.
    public var id: String
    /// The agent's version after it.
    public var version: Int
    /// When, in milliseconds since 1970.
    public var at: Int
    /// The log sequence it follows from; absent when it is not committed.
    public var seq: Int?
    /// The offer (`offer`, `revoked`, `connected`).
    public var offer: String?
    /// The contact (`offer`, `revoked`, `connected`, `ended`).
    public var contact: String?
    /// The claim number (`offer`).
    public var claim: String?
    /// What it is about (`offer`).
    public var topic: String?
    /// 0–255 (`offer`).
    public var priority: Int?
    /// How it reaches us (`offer`).
    public var channel: ChannelWord?
    /// The caller: masked in `offer`, whole in `connected`.
    public var caller: String?
    /// Where media finds the caller (`connected`).
    public var callerAddress: String?
    /// How long it has waited, in milliseconds (`offer`).
    public var waitedMs: Int?
    /// When the offer is over, in milliseconds since 1970 (`offer`).
    public var expiresAt: Int?
    /// What the client sent with it (`offer`).
    public var attributes: JSONObject?
    /// The contact's site (`offer`; an extension).
    public var contactSite: String?
    /// Who it is in the customer's records (`offer`; an extension).
    public var customer: String?
    /// A language tag (`offer`; an extension).
    public var language: String?
    /// Why (`revoked`).
    public var why: String?
    /// How it ended (`ended`).
    public var outcome: OutcomeWord?
    /// What the agent wants (`state`).
    public var intent: IntentWord?
    /// What the agent does (`state`).
    public var activity: ActivityWord?
    /// Why, in the agent's words (`state`).
    public var reason: String?
    /// Who asked for it, when it was not the agent (`state`; an extension).
    public var by: String?
    /// The contact about which this one is an agent's question (`offer`; an extension).
    public var consultOf: String?
    /// The agent who asks (`offer`; an extension).
    public var consultBy: String?

    /// Puts a document together.
    public init(
        event: AgentEventWord, id: String, version: Int, at: Int, seq: Int? = nil, offer: String? = nil,
        contact:
            String? = nil, claim: String? = nil, topic: String? = nil, priority: Int? = nil,
        channel: ChannelWord? = nil,
        caller: String? = nil, callerAddress: String? = nil, waitedMs: Int? = nil, expiresAt: Int? = nil,
        attributes:
            JSONObject? = nil, contactSite: String? = nil, customer: String? = nil, language: String? = nil,
        why: String? = nil, outcome: OutcomeWord? = nil, intent: IntentWord? = nil, activity: ActivityWord? = nil,
        reason: String? = nil
    ) {
        self.event = event
        self.id = id
        self.version = version
        self.at = at
        self.seq = seq
        self.offer = offer
        self.contact = contact
        self.claim = claim
        self.topic = topic
        self.priority = priority
        self.channel = channel
        self.caller = caller
        self.callerAddress = callerAddress
        self.waitedMs = waitedMs
        self.expiresAt = expiresAt
        self.attributes = attributes
        self.contactSite = contactSite
        self.customer = customer
        self.language = language
        self.why = why
        self.outcome = outcome
        self.intent = intent
        self.activity = activity
        self.reason = reason
    }

    /// The event of an open offer, sent again each 2 s until it is answered.
    public static func offer(_ offer: OfferDocument, agent: String, version: Int, at: Int, seq: Int?) -> Self {
        var event = Self(
            event: .offer, id: agent, version: version, at: at, seq: seq, offer: offer.offer, contact: offer.contact,
            claim: offer.claim, topic: offer.topic, priority: offer.priority, channel: offer.channel,
            caller: offer.caller, waitedMs: offer.waitedMs, expiresAt: offer.expiresAt, attributes: offer.attributes,
            contactSite: offer.contactSite, customer: offer.customer, language: offer.language)
        event.consultOf = offer.consultOf
        event.consultBy = offer.consultBy
        return event
    }
}
