// SPDX-License-Identifier: Apache-2.0

/// An open offer, in `agent.get`.
public struct OfferDocument: Codable, Hashable, Sendable {
    /// The offer.
    public var offer: String
    /// The contact.
    public var contact: String
    /// The claim number.
    public var claim: String?
    /// What it is about.
    public var topic: String
    /// 0–255.
    public var priority: Int
    /// How it reaches us.
    public var channel: ChannelWord
    /// The caller, masked.
    public var caller: String?
    /// How long it has waited, in milliseconds.
    public var waitedMs: Int
    /// When the offer is over, in milliseconds since 1970.
    public var expiresAt: Int
    /// What the client sent with it.
    public var attributes: JSONObject?
    /// The contact's site.
    public var contactSite: String?
    /// Who it is in the customer's records.
    public var customer: String?
    /// A language tag.
    public var language: String?
    /// When it was offered, in milliseconds since 1970.
    public var at: Int?
    /// The contact about which this one is an agent's question.
    public var consultOf: String?
    /// The agent who asks.
    public var consultBy: String?

    /// Puts a document together.
    public init(
        offer: String, contact: String, claim: String? = nil, topic: String, priority: Int, channel: ChannelWord,
        caller: String? = nil, waitedMs: Int, expiresAt: Int, attributes: JSONObject? = nil,
        contactSite: String? =
            nil, customer: String? = nil, language: String? = nil, at: Int? = nil
    ) {
        self.offer = offer
        self.contact = contact
        self.claim = claim
        self.topic = topic
        self.priority = priority
        self.channel = channel
        self.caller = caller
        self.waitedMs = waitedMs
        self.expiresAt = expiresAt
        self.attributes = attributes
        self.contactSite = contactSite
        self.customer = customer
        self.language = language
        self.at = at
    }
}
