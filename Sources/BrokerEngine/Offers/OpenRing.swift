// SPDX-License-Identifier: Apache-2.0

/// The agents whom a contact rings at once, as the log knows them.
struct OpenRing: Hashable, Sendable {
    /// The highest level in the topic of who may join, 1–9: that of the first who was rung.
    let level: UInt8
    /// The sequence of its newest offer.
    var newest: UInt64
    /// Indices of all who were rung, in that order; some may have let it go. At most ``Limits/ringAgents``.
    var agents: [UInt32]
}
