// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A change of an agent that clients hear of, and the presence document after it.
public struct AgentNews: Sendable {
    /// What happened.
    public enum Kind: Sendable {
        /// An offer rings, or rings again.
        case offer(Offer, again: Bool)
        case revoked(OfferID, why: String)
        case connected(Offer)
        case ended(ContactID, Outcome)
        /// Anything else: intent, activity, profile.
        case state
    }

    /// What happened.
    public let kind: Kind
    /// The agent after it.
    public let view: AgentView
    /// The contact concerned.
    public let contact: ContactRecord?
    /// When, pool time.
    public let at: PoolInstant
}
