// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// A request that is to be sent now.
struct Send {
    /// By which its answer is known.
    let token: UInt64
    /// Index of the site it goes to.
    let site: Int
    let operation: Operation
    let body: [UInt8]
    /// When it was due; nil where nobody set a time.
    let due: Int64?
}
