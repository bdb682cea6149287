// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// One of several offers that hold a contact, beside the one that its phase names.
public struct RingOffer: Hashable, Sendable {
    /// The offer.
    public let offer: Offer
    /// Where the agent is called. Not stored.
    public internal(set) var agentAddress: String?
    /// Pool time by which it must be answered. Not stored.
    public internal(set) var expiresAt: PoolInstant?
}
