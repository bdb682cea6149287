// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

/// Reports the first reason why a node must not go on, and keeps what must live as long as the node.
///
/// Unchecked Sendable holds by this invariant: the timer is set once, in the node's initializer.
final class AsyncFailure: @unchecked Sendable {
    private let onFailure: @Sendable (NodeError) -> Void
    private let isReported = Atomic(false)
    private var timer: (any DispatchSourceTimer)?

    init(_ onFailure: @escaping @Sendable (NodeError) -> Void) { self.onFailure = onFailure }

    /// Whether there is a reason.
    var hasFailed: Bool { isReported.load(ordering: .acquiring) }

    func report(_ error: NodeError) {
        guard !isReported.exchange(true, ordering: .acquiringAndReleasing) else { return }
        onFailure(error)
    }

    func hold(_ timer: any DispatchSourceTimer) { self.timer = timer }
}
