// SPDX-License-Identifier: Apache-2.0

/// One of several agents whom a contact rings.
public struct ContactOfferDocument: Codable, Hashable, Sendable {
    /// The offer.
    public var offer: String
    /// Who is asked.
    public var agent: String
    /// That agent's site.
    public var agentSite: String
    /// Where media finds that agent.
    public var agentAddress: String?
    /// When the offer ends unanswered, in milliseconds since 1970.
    public var expiresAt: Int?

    /// Puts a document together.
    public init(offer: String, agent: String, agentSite: String, agentAddress: String? = nil, expiresAt: Int? = nil) {
        self.offer = offer
        self.agent = agent
        self.agentSite = agentSite
        self.agentAddress = agentAddress
        self.expiresAt = expiresAt
    }
}
