// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The machine's clock.
enum MachineClock {
    /// Nanoseconds since the machine started.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
