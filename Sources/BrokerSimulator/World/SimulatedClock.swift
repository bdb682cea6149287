// SPDX-License-Identifier: Apache-2.0
import BrokerReplica

/// A machine's clocks: a monotonic one that starts anywhere and runs a little fast or slow, and a wall clock that may
/// be set to anything at any time.
struct SimulatedClock {
    /// The world's time when the process started, nanoseconds.
    var startedAt: Int64
    /// What the monotonic clock read then.
    let base: Int64
    /// Parts of a million by which it is fast.
    let ratePpm: Int64
    /// Milliseconds by which the wall clock is ahead.
    var wallOffsetMs: Int64 = 0

    /// Wall time at the world's beginning: 2026-09-21.
    private static let beginning: Int64 = 1_790_000_000_000

    /// Both clocks at an instant of the world.
    func read(at instant: Int64) -> Now {
        let elapsed = instant - startedAt
        return Now(
            monotonic: base + elapsed + elapsed / 1_000 * ratePpm / 1_000,
            wall: Self.beginning + instant / 1_000_000 + wallOffsetMs)
    }

    /// The first instant of the world, to a microsecond, at which the monotonic clock has reached a value.
    func instant(of monotonic: Int64) -> Int64 {
        let elapsed = monotonic - base
        var instant = startedAt + elapsed - elapsed / 1_000 * ratePpm / 1_000
        // What is left of the error of the error.
        instant += monotonic - read(at: instant).monotonic
        while read(at: instant).monotonic < monotonic { instant += 1_000 }
        return instant
    }
}
