// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A schedule at a steady rate: an open loop, so that what is late counts from when it should have been sent.
struct Pace {
    private static let start = ContinuousClock.now

    /// Nanoseconds of this process's monotonic time.
    static var now: Int64 {
        let parts = (ContinuousClock.now - start).components
        return parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
    }

    /// Calls `body` `count` times at `rate` a second with the time at which the call was due.
    static func run(_ count: Int, rate: Int, _ body: (_ index: Int, _ due: Int64) throws -> Void) rethrows {
        let begin = now + 10_000_000
        for index in 0..<count {
            let due = begin + Int64(index) * 1_000_000_000 / Int64(rate)
            let early = due - now
            if early > 0 { Thread.sleep(forTimeInterval: Double(early) / 1e9) }
            try body(index, due)
        }
    }
}
