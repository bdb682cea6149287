// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Synchronization

/// What the library's callbacks need to know of a connection.
///
/// It outlives the `NATSConnection`, because the library calls back on threads of its own, also after the connection
/// has been closed.
final class ConnectionContext: Sendable {
    /// The connection's subscriptions.
    let subscriptions = SubscriptionTable()

    /// What is published together.
    let gathering = Gathering()

    /// Whether the library is connected, as far as events have arrived.
    ///
    /// libnats 3.4.1 holds the connection's lock while it tries a server, so every call, even for the status, would
    /// wait up to `connectTimeout` while a hung server is tried (measured: 2.0 s). This is asked instead.
    let link = Atomic<Link>(.up)

    /// How often the connection was lost or found again: even while connected, at least as far as events have arrived.
    let generation = Atomic<UInt64>(0)

    /// The `generation` a write deadline passed in, plus one; 0 for never.
    ///
    /// See `NATSConnection.publish`.
    let brokenSince = Atomic<UInt64>(0)

    /// The state of the connection.
    enum Link: UInt8, AtomicRepresentable, Sendable {
        case up, down, closed
    }

    private let onEvent: @Sendable (NATSConnectionEvent) -> Void

    init(_ onEvent: @escaping @Sendable (NATSConnectionEvent) -> Void) { self.onEvent = onEvent }

    /// Notes the event, then tells the owner.
    func handle(_ event: NATSConnectionEvent) {
        switch event {
        case .disconnected:
            // Closing it is no loss.
            guard link.load(ordering: .acquiring) != .closed else { return }
            change(to: .down)
        case .reconnected: change(to: .up)
        case .closed: link.store(.closed, ordering: .releasing)
        default: break
        }
        onEvent(event)
    }

    /// Notes that the link was lost or found, unless it has been closed for good: events may still come then.
    private func change(to next: Link) {
        generation.add(1, ordering: .acquiringAndReleasing)
        let previous: Link = next == .up ? .down : .up
        _ = link.compareExchange(expected: previous, desired: next, ordering: .acquiringAndReleasing)
    }

    /// Throws at once what the library would say after a while, or after having sent half a message before.
    func checkLink(_ operation: StaticString) throws(NATSError) {
        switch link.load(ordering: .acquiring) {
        case .up: break
        case .down: throw NATSError(.disconnected, operation: operation.description)
        case .closed: throw NATSError(.closed, operation: operation.description)
        }
        if isBroken {
            throw NATSError(
                .disconnected, operation: operation.description, message: "an earlier write did not finish")
        }
    }

    /// Whether a write deadline passed on the present connection to the server.
    var isBroken: Bool {
        let since = brokenSince.load(ordering: .acquiring)
        return since != 0 && since == generation.load(ordering: .acquiring) + 1
    }
}
