// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Pool time: the log's last time and the monotonic clock since, slewed gently to wall time, never backwards. It stands
/// still while the log can't commit, so that no deadline fires in a burst after a stall.
struct PoolClock: Sendable {
    /// Nanoseconds since 1970 UTC.
    private var value: Int64 = 0
    private var readAt: Int64?
    /// Whether an owner has told this process the time: then it has been kept, and no wall clock is believed over it.
    private var isKept = false

    /// At most one part in this many of the time that passes goes into coming nearer to wall time.
    private static let slewDivisor: Int64 = 50
    /// Nobody kept the time while every node was down: beyond this the clock is set, not slewed.
    private static let setBeyond = 60 * Timing.second

    /// Learns the time of a batch.
    mutating func learn(_ time: PoolInstant, at now: Now) {
        let nanoseconds = time.milliseconds * Timing.millisecond
        guard nanoseconds > value else { return }
        value = nanoseconds
        readAt = now.unbroken
    }

    /// Learns the time from an owner that lives.
    mutating func hear(_ time: PoolInstant, at now: Now) {
        isKept = true
        learn(time, at: now)
    }

    /// At the beginning of an epoch: sets a clock that nobody has kept, as after a night with every node down.
    mutating func begin(at now: Now) {
        _ = read(at: now, isStalled: false)
        guard !isKept else { return }
        isKept = true
        let wall = now.wall * Timing.millisecond
        if wall - value > Self.setBeyond { value = wall }
    }

    /// Pool time now.
    mutating func read(at now: Now, isStalled: Bool) -> PoolInstant {
        let elapsed = max(0, now.unbroken - (readAt ?? now.unbroken))
        readAt = now.unbroken
        guard !isStalled else { return PoolInstant(value / Timing.millisecond) }
        let most = elapsed / Self.slewDivisor
        let behind = now.wall * Timing.millisecond - (value + elapsed)
        value += elapsed + min(max(behind, -most), most)
        return PoolInstant(value / Timing.millisecond)
    }
}
