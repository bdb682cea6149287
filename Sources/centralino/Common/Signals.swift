// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Signals, taken as events instead of interruptions: blocked in every thread and waited for by one.
enum Signals {
    /// What asks a command to end: Ctrl-C, `kill`, a closed terminal.
    static let ending: Set<Int32> = [SIGINT, SIGTERM, SIGHUP]

    /// Blocks signals in this thread and all it starts from now on.
    ///
    /// To be called first, before any library starts threads.
    static func block(_ signals: Set<Int32>) {
        var set = mask(signals)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for one of the signals, which must be blocked.
    ///
    /// - Returns: Nil when none came in time.
    static func wait(_ signals: Set<Int32>, atMost duration: Duration) -> Int32? {
        var set = mask(signals)
        let (seconds, attoseconds) = max(duration, .zero).components
        var limit = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        let signal = sigtimedwait(&set, nil, &limit)
        return signal > 0 ? signal : nil
    }

    /// Has a thread of its own wait for what asks the command to end, and says so.
    ///
    /// Asked a second time, the program ends at once: whoever asks twice does not want to wait.
    ///
    /// - Parameter onEnd: Called on that thread, once.
    static func onEnding(_ onEnd: @escaping @Sendable () -> Void) {
        block(ending)
        let thread = Thread {
            var set = mask(ending)
            var signal: Int32 = 0
            sigwait(&set, &signal)
            onEnd()
            sigwait(&set, &signal)
            exit(128 + signal)
        }
        thread.name = "signals"
        thread.start()
    }

    /// A set of signals as the system wants it.
    static func mask(_ signals: Set<Int32>) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}
