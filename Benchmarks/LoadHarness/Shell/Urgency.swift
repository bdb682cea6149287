// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Going before the broker under load, which takes every core: so that what is due is sent when it is due, and what is
/// heard has the time at which it came. An ordinary user may not ask for it.
enum Urgency {
    /// This thread, and all that it starts from now on, go before ordinary ones.
    static func raise() { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, -10) }

    /// This thread goes before all others whenever it has something to do.
    ///
    /// - Returns: Whether it does.
    static func takeRealTime() -> Bool {
        var parameters = sched_param()
        parameters.sched_priority = 1
        return sched_setscheduler(0, SCHED_FIFO, &parameters) == 0
    }
}
