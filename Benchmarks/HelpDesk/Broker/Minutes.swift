// SPDX-License-Identifier: Apache-2.0

/// Minutes, in which help desks are described, as the milliseconds of pool time.
enum Minutes {
    /// Rounded to the nearest millisecond.
    static func milliseconds(_ minutes: Double) -> Int64 { Int64((minutes * 60_000).rounded()) }
}
