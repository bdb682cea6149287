// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// A request of a day's callers and agents: sent, and sent again as it is until it is answered.
struct DayRequest: Sendable {
    /// What it is for.
    enum Purpose: Hashable, Sendable {
        /// A caller calls.
        case enqueue(Int)
        /// A caller leaves.
        case cancel(Int)
        /// A conversation ends, by caller.
        case end(Int)
        /// An agent takes what rings.
        case accept
        /// An agent wants something else.
        case intent
        /// Agents are alive.
        case beat
    }

    /// By which its answer is known.
    let token: UInt64
    /// Index of the site it goes to.
    let site: Int
    /// What it is for.
    let purpose: Purpose
    /// Its operation.
    let operation: Operation
    /// Its document.
    let body: [UInt8]
    /// When it is sent again: milliseconds of the desk's clock.
    var againMs: Int64
}
