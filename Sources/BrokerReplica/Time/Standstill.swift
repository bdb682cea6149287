// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Finds out for how long the process did not run (SIGSTOP, a paused machine, no processor for it): that time was lived
/// by nobody here, and no deadline counts it. What lies in the sockets then is handled as if it had come in time: it
/// may have.
struct Standstill: Sendable {
    /// Nanoseconds of it so far.
    private var total: Int64 = 0
    /// When the process should have run again at the latest, lived nanoseconds.
    private var due: Int64?

    /// The time for every deadline, from the machine's.
    mutating func lived(_ now: Now) -> Now {
        guard !isPlanted(.standstillCounts) else { return now }
        let monotonic = now.monotonic - total
        if let due, monotonic - due > Timing.standstill { total += monotonic - due }
        return Now(monotonic: now.monotonic - total, wall: now.wall, stoodStill: total)
    }

    /// A turn is over, and the next is due. Returns when that is by the machine's clock.
    mutating func pause(until next: Int64?, after now: Now) -> Int64? {
        due = next.map { max($0, now.monotonic) }
        return next.map { $0 + total }
    }
}
