// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// A request that has not been answered.
struct PendingReply: Sendable {
    /// What was asked.
    let operation: Operation
    /// Where the answer goes; nil when nobody waits for one.
    let replyTo: String?
    /// When it came, monotonic nanoseconds.
    let cameAt: Int64
}
