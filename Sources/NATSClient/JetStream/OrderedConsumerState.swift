// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Where an ordered consumer stands.
///
/// Locked only because `close()` may come from another thread.
final class OrderedConsumerState: Sendable {
    private struct State {
        var subscription: SyncSubscription?
        var closed = false
        var number: UInt64 = 0
        var next: UInt64?
        var server = ""
        var lastHeard = ContinuousClock.now
    }

    private let state = Mutex(State())

    /// The present subscription; nil before the first and after the end.
    var subscription: SyncSubscription? { state.withLock { $0.subscription } }

    /// The number of the last message of the present consumer.
    var number: UInt64 { state.withLock { $0.number } }

    /// When the server was last heard.
    var lastHeard: ContinuousClock.Instant { state.withLock { $0.lastHeard } }

    /// The sequence to go on with; nil before the first message.
    var next: UInt64? {
        get { state.withLock { $0.next } }
        set { state.withLock { $0.next = newValue } }
    }

    /// The name of the server that keeps the present consumer.
    var server: String {
        get { state.withLock { $0.server } }
        set { state.withLock { $0.server = newValue } }
    }

    /// Begins a new consumer; the subscription before it is ended.
    ///
    /// - Returns: False when the consumer has been closed: then the new subscription is ended instead.
    func replace(_ subscription: SyncSubscription) -> Bool {
        let old = state.withLock { state -> SyncSubscription? in
            if state.closed { return subscription }
            defer {
                state.subscription = subscription
                state.number = 0
                state.lastHeard = .now
            }
            return state.subscription
        }
        old?.unsubscribe()
        return old !== subscription
    }

    /// Notes that the server was heard.
    func heard() { state.withLock { $0.lastHeard = .now } }

    /// Notes a message's number at the consumer.
    ///
    /// - Returns: False when one before it is missing.
    func take(number: UInt64) -> Bool {
        state.withLock { state in
            guard number == state.number + 1 else { return false }
            state.number = number
            return true
        }
    }

    /// Ends it.
    func close() {
        let subscription = state.withLock { state in
            defer {
                state.subscription = nil
                state.closed = true
            }
            return state.subscription
        }
        subscription?.unsubscribe()
    }
}
