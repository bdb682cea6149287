// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import SiteNode
import Synchronization

/// Waits for the first reason to end: a signal, or a failure.
///
/// Unchecked Sendable holds by this invariant: the sources are set in the initializer and only kept.
final class Ending: @unchecked Sendable {
    private let failure = Mutex<NodeError?>(nil)
    private let reason = DispatchSemaphore(value: 0)
    private var sources: [any DispatchSourceSignal] = []

    init() {
        // Whoever started us may have blocked them for itself.
        var ours = sigset_t()
        sigemptyset(&ours)
        for number in [SIGINT, SIGTERM] { sigaddset(&ours, number) }
        pthread_sigmask(SIG_UNBLOCK, &ours, nil)
        for number in [SIGINT, SIGTERM] {
            // The default action would end the process before the source hears of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [reason] in _ = reason.signal() }
            source.resume()
            sources.append(source)
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// The node must not go on.
    func fail(_ error: NodeError) {
        failure.withLock { $0 = error }
        reason.signal()
    }

    /// Waits; nil for a signal.
    func wait() -> NodeError? {
        reason.wait()
        return failure.withLock { $0 }
    }
}
