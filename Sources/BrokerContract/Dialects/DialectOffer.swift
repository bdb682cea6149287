// SPDX-License-Identifier: Apache-2.0

/// An agent whom a contact rings.
struct DialectOffer: Hashable, Sendable {
    /// The offer.
    let offer: String?
    /// The agent.
    let agent: String?
    /// When it began to ring, in milliseconds since 1970.
    let at: Int
}
