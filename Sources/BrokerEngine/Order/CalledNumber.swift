// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A number that callbacks of a topic are to.
struct CalledNumber: Hashable, Sendable {
    /// The topic's index.
    let topic: Int
    /// The keyed hash of the number.
    let hash: [UInt8]
}
