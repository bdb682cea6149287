// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// Ctrl-C and its like: asked once, a load ends in good order and is reported; asked twice, the program ends.
final class Interruption: Sendable {
    private let action = Mutex<(@Sendable () -> Void)?>(nil)
    private let isAsked = Atomic(false)

    /// Listens from now on. To be made first, before any library starts threads.
    init() {
        var signals = Self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let thread = Thread { [self] in
            var signals = Self.signals
            var signal: Int32 = 0
            sigwait(&signals, &signal)
            isAsked.store(true, ordering: .sequentiallyConsistent)
            action.withLock { $0 }?()
            sigwait(&signals, &signal)
            exit(128 + signal)
        }
        thread.name = "signals"
        thread.start()
    }

    /// Whether somebody has asked.
    var wasAsked: Bool { isAsked.load(ordering: .sequentiallyConsistent) }

    /// What to do when somebody asks; at once, if somebody has.
    func onEnding(_ body: @escaping @Sendable () -> Void) {
        action.withLock { $0 = body }
        if wasAsked { body() }
    }

    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
        return set
    }
}
