// SPDX-License-Identifier: Apache-2.0

/// Something that happened to a contact; which fields it bears depends on `event`.
public struct ContactEvent: Codable, Hashable, Sendable {
    /// What happened.
    public var event: ContactEventWord
    /// The contact.
    public var id: String
    /// The contact's version after it.
    public var version: Int
    /// When, in milliseconds since 1970.
    public var at: Int
    /// The log sequence it follows from; absent when it is not committed.
    public var seq: Int?
    /// Place in the line, from 1 (`queued`, `position`, `requeued`).
    public var position: Int?
    /// About how long it will still wait, in milliseconds (`queued`, `position`).
    public var estimatedWaitMs: Int?
    /// The offer (`offered`, `revoked`, `connected`).
    public var offer: String?
    /// How many others are still asked (`revoked`); absent when the contact is in its line again.
    public var offersLeft: Int?
    /// The agent (`offered`, `connected`).
    public var agent: String?
    /// The agent's site (`offered`, `connected`).
    public var agentSite: String?
    /// Where media finds the agent (`offered`, `connected`).
    public var agentAddress: String?
    /// When the offer is over, in milliseconds since 1970 (`offered`).
    public var expiresAt: Int?
    /// When it is due, in milliseconds since 1970 (`scheduled`; an extension).
    public var notBeforeAt: Int?
    /// When the slot of its appointment begins, in milliseconds since 1970 (`scheduled`; an extension).
    public var slotAt: Int?
    /// Which call to the customer it is, from 1 (`calling`; an extension).
    public var attempt: Int?
    /// How long the phone may ring, in milliseconds (`calling`; an extension).
    public var ringMs: Int?
    /// Where to call (`calling`; an extension).
    public var callerAddress: String?
    /// Whether it is the same call that was told before (`calling`; an extension).
    public var again: Bool?
    /// Why (`queued`, `scheduled`, `revoked`, `requeued`).
    public var why: String?
    /// How it ended (`ended`).
    public var outcome: OutcomeWord?
    /// The topic it stands in now (`requeued`; an extension).
    public var topic: String?
    /// The priority it has now (`requeued`; an extension).
    public var priority: Int?
    /// The claim number (`queued`; an extension).
    public var claim: String?
    /// What the client said (`ended`; an extension).
    public var reason: String?
    /// Who asked for it, where they said so (an extension).
    public var by: String?
    /// How the conversation came out (`noted`; an extension).
    public var disposition: String?
    /// What is to be remembered of it (`noted`; an extension).
    public var note: String?
    /// The contact that is the question (`consulting`, `consulted`, `conference`, `consultEnded`; an extension).
    public var consult: String?
    /// The contact about which this one is an agent's question (an extension).
    public var consultOf: String?

    /// Puts a document together.
    public init(
        event: ContactEventWord, id: String, version: Int, at: Int, seq: Int? = nil, position: Int? = nil,
        estimatedWaitMs: Int? = nil, offer: String? = nil, agent: String? = nil, agentSite: String? = nil,
        agentAddress: String? = nil, expiresAt: Int? = nil, why: String? = nil, outcome: OutcomeWord? = nil,
        topic:
            String? = nil, priority: Int? = nil, claim: String? = nil, reason: String? = nil, notBeforeAt: Int? = nil
    ) {
        self.event = event
        self.id = id
        self.version = version
        self.at = at
        self.seq = seq
        self.position = position
        self.estimatedWaitMs = estimatedWaitMs
        self.offer = offer
        self.agent = agent
        self.agentSite = agentSite
        self.agentAddress = agentAddress
        self.expiresAt = expiresAt
        self.why = why
        self.outcome = outcome
        self.topic = topic
        self.priority = priority
        self.claim = claim
        self.reason = reason
        self.notBeforeAt = notBeforeAt
    }
}
