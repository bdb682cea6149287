// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The one batch in flight. Without an answer it is *unknown*: the identical bytes are repeated with the identical
/// expectation until the log takes or refuses them.
struct OpenAppend: Sendable {
    /// The batch.
    let batch: Batch
    /// Its bytes.
    let bytes: [UInt8]
    /// Their digest: how the batch is known again in the log.
    let digest: Digest
    /// The message of the log it must follow.
    let expected: UInt64
    /// When it was first sent.
    let begunAt: Int64
    /// When it was last sent.
    var sentAt: Int64
    /// When the oldest of its commands reached the owner.
    let receivedAt: Int64
    /// Whether the log has refused it: then its place is taken, perhaps by its own earlier attempt.
    var isRefused = false
    /// How often it was sent.
    var attempts = 1
    /// The number of the first sending, once it was sent.
    var firstAttempt: UInt64?
    /// Refusals decided on the same state: they leave when the batch is committed.
    let refusals: [(node: NodeID, id: UInt64, Refusal)]
}
