// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The agents whom a contact rings, as the log tells them.
struct CheckedRing {
    /// Its first offer.
    let first: Offer
    /// The first one's level in the contact's topic; nil for who does not serve it.
    let level: UInt8?
    /// All who were rung.
    var agents: [AgentID]
    /// When the newest was, nanoseconds.
    var newestAt: Int64
}
