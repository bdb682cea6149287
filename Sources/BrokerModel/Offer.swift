// SPDX-License-Identifier: Apache-2.0

/// A contact given to an agent, not yet accepted. Everything a home needs to judge it is inside (protocol §2).
public struct Offer: Hashable, Sendable {
    /// The offer's name; two offers are the same only if this is.
    public let id: OfferID
    /// The contact.
    public let contact: ContactNumber
    /// The contact's site: its home holds the contact.
    public let contactSite: SiteID
    /// The contact's turn the offer was made for.
    public let contactTurn: Turn
    /// The agent.
    public let agent: AgentID
    /// The agent's site: its home reserves the agent.
    public let agentSite: SiteID
    /// The agent's turn the offer was made for.
    public let agentTurn: Turn
    /// Milliseconds the agent has to answer, from the moment the contact is held.
    public let timeoutMs: Int64
    /// The sequence of the first offer of its ring, where the contact rings several agents at once; else 0.
    public let ring: UInt64

    /// An offer of a contact to an agent.
    public init(
        id: OfferID, contact: ContactNumber, contactSite: SiteID, contactTurn: Turn, agent: AgentID, agentSite: SiteID,
        agentTurn: Turn, timeoutMs: Int64, ring: UInt64 = 0
    ) {
        self.id = id
        self.contact = contact
        self.contactSite = contactSite
        self.contactTurn = contactTurn
        self.agent = agent
        self.agentSite = agentSite
        self.agentTurn = agentTurn
        self.timeoutMs = timeoutMs
        self.ring = ring
    }

    /// Whether it is one of a ring: the contact may be held for others of the ring beside it.
    public var isOfRing: Bool { ring != 0 }

    /// Whether two offers of a contact are of one ring: made by the same log, or by the same island.
    public func sharesRing(with other: Offer) -> Bool {
        isOfRing && ring == other.ring && contactTurn == other.contactTurn
            && id.generation == other.id.generation && id.isOfIsland == other.id.isOfIsland
    }
}
