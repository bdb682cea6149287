// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

/// Reports the first reason why a node must not go on, and keeps what must live as long as the node.
///
/// Unchecked Sendable holds by this invariant: the timer is set once, in the node's initializer.
final class AsyncFailure: @unchecked Sendable {
    private let onFailure: @Sendable (NodeError) -> Void
    private let isReported = Atomic(false)
    private let isEnding = Atomic(false)
    private var timer: (any DispatchSourceTimer)?

    init(_ onFailure: @escaping @Sendable (NodeError) -> Void) { self.onFailure = onFailure }

    /// Whether there is a reason.
    var hasFailed: Bool { isReported.load(ordering: .acquiring) }

    /// Reports a reason; nothing once there was one, or the node has been told to end.
    func report(_ error: NodeError) {
        guard !isEnding.load(ordering: .acquiring) else { return }
        guard !isReported.exchange(true, ordering: .acquiringAndReleasing) else { return }
        onFailure(error)
    }

    /// A connection has closed by itself: the client library tries again for ever, but not where it is refused twice.
    func refused(_ link: String) {
        report(
            NodeError(
                .unavailable,
                "the NATS servers refuse \(link) for good: see their logs, their accounts, and the user or the "
                    + "--creds of this node. It ends, to read them anew when it is started again"))
    }

    /// The node ends as it was told: from here on nothing is a failure.
    func end() { isEnding.store(true, ordering: .releasing) }

    func hold(_ timer: any DispatchSourceTimer) { self.timer = timer }
}
