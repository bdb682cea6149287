// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Synchronization

/// A subscription.
///
/// It lasts until `unsubscribe()` or `drain()`, or until its connection is closed, whether or not this is kept.
///
/// Unchecked: the pointer is only passed to libnats, which locks; it stays valid while this object is there, and for a
/// time after: only then is what has ended handed to the table, which destroys it later.
public final class NATSSubscription: @unchecked Sendable {
    private let connection: NATSConnection
    private let pointer: OpaquePointer
    private let active = Atomic<Bool>(true)

    init(_ pointer: OpaquePointer, on connection: NATSConnection) {
        self.pointer = pointer
        self.connection = connection
    }

    deinit { if !active.load(ordering: .acquiring) { connection.context.subscriptions.retire(pointer) } }

    /// Ends the subscription.
    ///
    /// Messages not yet delivered are dropped; one callback may still be running when this returns. Does nothing the
    /// second time. May be called in a callback.
    public func unsubscribe() {
        guard active.exchange(false, ordering: .acquiringAndReleasing) else { return }
        // An error means that the connection or the subscription has ended already: nothing is left to do.
        _ = natsSubscription_Unsubscribe(pointer)
    }

    /// Asks the server for nothing more, delivers what the server has sent until it knew, then ends.
    ///
    /// Returns at once. What is not delivered within half a second is dropped. Does nothing the second time, or after
    /// `unsubscribe()`. May be called in a callback.
    public func drain() {
        guard active.exchange(false, ordering: .acquiringAndReleasing) else { return }
        // An error means, as above, that there is nothing left to deliver.
        _ = natsSubscription_DrainTimeout(pointer, Self.drainTimeout.milliseconds)
    }

    /// Waits for what `drain()` still delivers. Not in a callback.
    public func finishDraining() {
        _ = natsSubscription_WaitForDrainCompletion(pointer, Self.drainTimeout.milliseconds)
    }

    private static let drainTimeout = Duration.milliseconds(500)

    /// Messages dropped since the start, because a pending limit was reached.
    public var dropped: Int {
        var count: Int64 = 0
        guard active.load(ordering: .acquiring) else { return 0 }
        return natsSubscription_GetDropped(pointer, &count) == NATS_OK ? Int(count) : 0
    }
}
