// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The machine's monotonic clock, which all its processes share.
enum MachineClock {
    /// Nanoseconds since the machine started.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Asks the system to let this thread go before other work whenever it has something to do, so that what is due is
    /// sent when it is due though the broker under load takes every core.
    ///
    /// - Returns: Whether it does; an ordinary user may not ask.
    static func hurry() -> Bool {
        var parameters = sched_param()
        parameters.sched_priority = 1
        return sched_setscheduler(0, SCHED_FIFO, &parameters) == 0
    }
}
