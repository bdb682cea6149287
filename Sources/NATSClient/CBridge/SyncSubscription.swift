// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Synchronization

/// A subscription that is polled by a thread of ours, so that it may wait, and cannot hold up the delivery thread.
///
/// Unchecked: the pointer is only passed to libnats, which locks; see `SubscriptionTable` for how long it is valid.
final class SyncSubscription: @unchecked Sendable {
    private let connection: NATSConnection
    private let pointer: OpaquePointer
    private let active = Atomic<Bool>(true)

    init(_ subject: String, on connection: NATSConnection) throws(NATSError) {
        var created: OpaquePointer?
        try NATSError.check(natsConnection_SubscribeSync(&created, connection.pointer, subject), "subscribe")
        guard let created else { throw NATSError(.library, operation: "subscribe") }
        connection.context.subscriptions.insert(created, subject: subject)
        connection.setLimits(created)
        self.connection = connection
        self.pointer = created
    }

    deinit { unsubscribe() }

    /// Waits for the next message.
    ///
    /// - Returns: What the body returned, or nil after the timeout.
    /// - Throws: `closed` when the subscription or the connection has ended; `slowConsumer` once after messages were
    ///   dropped; what the body throws.
    func next<Result>(
        timeout: Duration, _ body: (borrowing NATSMessage) throws(NATSError) -> Result
    ) throws(NATSError) -> Result? {
        var message: OpaquePointer?
        let status = natsSubscription_NextMsg(&message, pointer, timeout.milliseconds)
        if status == NATS_TIMEOUT { return nil }
        guard status == NATS_OK, let message else { throw NATSError(status: status, operation: "next") }
        MessageCount.add(1)
        let owned = NATSMessage(owning: message)
        return try body(owned)
    }

    /// Ends the subscription; a waiting `next` throws `closed`.
    ///
    /// Does nothing the second time.
    func unsubscribe() {
        guard active.exchange(false, ordering: .acquiringAndReleasing) else { return }
        _ = natsSubscription_Unsubscribe(pointer)
        connection.context.subscriptions.retire(pointer)
    }
}
