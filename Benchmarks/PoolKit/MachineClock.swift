// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The machine's clocks.
package enum MachineClock {
    /// Nanoseconds since the machine started, the same for all its processes.
    package static var now: Int64 { read(CLOCK_MONOTONIC) }

    /// Processor time that this process has taken, nanoseconds.
    package static var cpu: Int64 { read(CLOCK_PROCESS_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
