// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HelpDesk

@Suite struct DayClockTests {
    private static let openMs: Int64 = 1_405_328_400_000

    @Test func timesAreDividedBySpeed() {
        let clock = DayClock(speed: 120, openMs: Self.openMs, openNs: 5_000_000_000)
        #expect(clock.deskMs(at: 5_000_000_000) == Self.openMs)
        // Nine hours and twenty minutes in four minutes and forty seconds.
        #expect(clock.deskMs(at: 285_000_000_000) == Self.openMs + 560 * 60_000)
        #expect(clock.ns(at: Self.openMs + 560 * 60_000) == 285_000_000_000)
        #expect(DayClock.milliseconds(DayClock.deskMs(7, speed: 600), speed: 600) == 7)
    }

    @Test func nothingIsEarlyAndNothingIsLaterThanNeedBe() {
        for speed in [10, 7 * 17, 120, 600] {
            let clock = DayClock(speed: speed, openMs: Self.openMs, openNs: 123_456_789)
            for deskMs in (Self.openMs - 20)...(Self.openMs + 2_000) {
                let ns = clock.ns(at: deskMs)
                #expect(clock.deskMs(at: ns) >= deskMs && clock.deskMs(at: ns - 1) < deskMs, "\(speed): \(deskMs)")
            }
        }
    }

    @Test func quantilesAreNearestRanks() {
        let quantiles = Quantiles((1...200).map(Double.init).reversed())
        #expect([quantiles.p50, quantiles.p99, quantiles.max] == [100, 198, 200] && quantiles.count == 200)
        #expect(Quantiles([]).max == 0 && Quantiles([3]).p50 == 3)
        #expect(quantiles.divided(by: 2).p99 == 99)
    }
}
