// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Pool time: the log's last time and the monotonic clock since, slewed gently, by the owner to its wall clock and by
/// the others to the owner's time; never backwards. It stands still while the log can't commit, so that no deadline
/// fires in a burst after a stall.
struct PoolClock: Sendable {
    /// Nanoseconds since 1970 UTC.
    private var value: Int64 = 0
    private var readAt: Int64?
    /// Whether an owner has told this process the time: then it has been kept, and no wall clock is believed over it.
    private var isKept = false
    /// Whether it was set by this node's wall clock, and the log has not said yet whose time counts.
    private var isGuess = false
    /// What an owner has told last, and when that was heard.
    private var told: (time: Int64, at: Int64)?

    /// At most one part in this many of the time that passes goes into coming nearer to the time that guides.
    private static let slewDivisor: Int64 = 50
    /// Nobody kept the time while every node was down: beyond this the clock is set, not slewed.
    private static let setBeyond = 60 * Timing.second

    /// Learns the time of a batch.
    mutating func learn(_ time: PoolInstant, at now: Now) {
        let nanoseconds = time.milliseconds * Timing.millisecond
        // Another node was first to begin the epoch. Nothing has been said by the guess.
        let isWrong = isGuess && value - nanoseconds > Self.setBeyond
        isGuess = false
        guard nanoseconds > value || isWrong else { return }
        value = nanoseconds
        readAt = now.unbroken
    }

    /// Learns the time from an owner that lives.
    mutating func hear(_ time: PoolInstant, at now: Now) {
        isKept = true
        told = (time.milliseconds * Timing.millisecond, now.unbroken)
        learn(time, at: now)
    }

    /// At the beginning of an epoch: sets a clock that nobody has kept, as after a night with every node down.
    mutating func begin(at now: Now) {
        _ = read(at: now, isStalled: false, isOwner: false)
        guard !isKept else { return }
        isKept = true
        let wall = now.wall * Timing.millisecond
        guard wall - value > Self.setBeyond else { return }
        value = wall
        isGuess = true
    }

    /// Pool time now.
    mutating func read(at now: Now, isStalled: Bool, isOwner: Bool) -> PoolInstant {
        let elapsed = max(0, now.unbroken - (readAt ?? now.unbroken))
        readAt = now.unbroken
        guard !isStalled else { return PoolInstant(value / Timing.millisecond) }
        let guide = isOwner ? now.wall * Timing.millisecond : told.map { $0.time + now.unbroken - $0.at }
        let most = elapsed / Self.slewDivisor
        let behind = guide.map { $0 - (value + elapsed) } ?? 0
        value += elapsed + min(max(behind, -most), most)
        return PoolInstant(value / Timing.millisecond)
    }
}
