// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The wall clock.
enum Wall {
    /// Nanoseconds since 1970.
    static func nanoseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
