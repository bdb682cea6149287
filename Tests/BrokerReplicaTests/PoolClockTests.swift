// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerReplica

@Suite struct PoolClockTests {
    /// An instant of the monotonic clock, and how far the wall clock is ahead of pool time as it was at second 0.
    private func now(_ seconds: Int64, wallAheadMs: Int64 = 0, stoodStill: Int64 = 0) -> Now {
        Now(
            monotonic: (seconds - stoodStill) * Timing.second, wall: 1_000_000 + seconds * 1_000 + wallAheadMs,
            stoodStill: stoodStill * Timing.second)
    }

    /// A clock that has been kept, and shows 1,000 s at second 0.
    private func kept() -> PoolClock {
        var clock = PoolClock()
        clock.hear(PoolInstant(1_000_000), at: now(0))
        return clock
    }

    @Test func itGoesByTheMonotonicClock() {
        var clock = kept()
        #expect(clock.read(at: now(10), isStalled: false).milliseconds == 1_010_000)
        #expect(clock.read(at: now(3_600), isStalled: false).milliseconds == 4_600_000)
    }

    @Test func itStandsStillWhileTheLogTakesNothing() {
        var clock = kept()
        #expect(clock.read(at: now(1), isStalled: false).milliseconds == 1_001_000)
        for second in Int64(2)...9 {
            #expect(clock.read(at: now(second), isStalled: true).milliseconds == 1_001_000)
        }
        #expect(clock.read(at: now(10), isStalled: false).milliseconds >= 1_002_000)
        #expect(clock.read(at: now(10), isStalled: false).milliseconds <= 1_002_020, "eight seconds are not made up")
    }

    @Test func aWallClockThatIsWrongMovesItByOnePartInFiftyAtMost() {
        for (wallAheadMs, expected) in [(86_400_000, 1_102_000), (-86_400_000, 1_098_000), (500, 1_100_500)] {
            var clock = kept()
            for second in Int64(1)...100 {
                _ = clock.read(at: now(second, wallAheadMs: Int64(wallAheadMs)), isStalled: false)
            }
            let read = clock.read(at: now(100, wallAheadMs: Int64(wallAheadMs)), isStalled: false)
            #expect(read.milliseconds == Int64(expected), "a wall clock ahead by \(wallAheadMs) ms")
        }
    }

    @Test func itNeverGoesBack() {
        var clock = kept()
        let before = clock.read(at: now(60), isStalled: false)
        clock.learn(PoolInstant(1_000_000), at: now(60))
        clock.hear(PoolInstant(1_030_000), at: now(60))
        #expect(clock.read(at: now(60), isStalled: false) == before)
        #expect(clock.read(at: now(60, wallAheadMs: -86_400_000), isStalled: false) == before)
        #expect(clock.read(at: now(59), isStalled: false) == before, "a monotonic clock that does not keep its word")
        clock.learn(PoolInstant(1_090_000), at: now(60))
        #expect(clock.read(at: now(60), isStalled: false).milliseconds == 1_090_000, "forward it does")
    }

    @Test func timeForWhichTheProcessStoodStillIsPoolTime() {
        var clock = kept()
        #expect(clock.read(at: now(30, stoodStill: 20), isStalled: false).milliseconds == 1_030_000)
    }

    @Test func anEpochSetsAClockThatNobodyHasKept() {
        var clock = PoolClock()
        clock.learn(PoolInstant(1_000_000), at: now(0))
        // A night with every node down.
        clock.begin(at: now(1, wallAheadMs: 28_800_000))
        let read = clock.read(at: now(1, wallAheadMs: 28_800_000), isStalled: false)
        #expect(read.milliseconds == 1_001_000 + 28_800_000)
    }

    @Test func anEpochSetsNoClockThatAnOwnerHasToldOrThatHasBegunOneBefore() {
        var told = kept()
        told.begin(at: now(1, wallAheadMs: 28_800_000))
        #expect(told.read(at: now(1), isStalled: false).milliseconds <= 1_001_020)
        var begun = PoolClock()
        begun.learn(PoolInstant(1_000_000), at: now(0))
        begun.begin(at: now(1))
        begun.begin(at: now(2, wallAheadMs: 28_800_000))
        #expect(begun.read(at: now(2), isStalled: false).milliseconds <= 1_002_040)
    }

    @Test func aClockThatIsNearlyRightIsNotSetEither() {
        for wallAheadMs in [Int64(59_000), -86_400_000] {
            var clock = PoolClock()
            clock.learn(PoolInstant(1_000_000), at: now(0))
            clock.begin(at: now(1, wallAheadMs: wallAheadMs))
            let read = clock.read(at: now(1), isStalled: false).milliseconds
            #expect((980_000...1_001_020).contains(read), "a wall clock ahead by \(wallAheadMs) ms: \(read)")
        }
    }
}
