// SPDX-License-Identifier: Apache-2.0
import BrokerReplica
import Testing

@testable import BrokerSimulator

@Suite struct SimulatedClockTests {
    @Test(arguments: [-200, 0, 200] as [Int64]) func anInstantIsTheFirstAtWhichTheClockHasReachedAValue(rate: Int64) {
        let clock = SimulatedClock(startedAt: 5_000, base: 77, ratePpm: rate)
        for elapsed in [0, 1, 999, 1_000_000, 123_456_789_012] as [Int64] {
            let instant = clock.instant(of: 77 + elapsed)
            #expect(clock.read(at: instant).monotonic >= 77 + elapsed)
            #expect(clock.read(at: instant - 2_000).monotonic < 77 + elapsed)
        }
    }

    @Test func aFastClockRunsFast() {
        let clock = SimulatedClock(startedAt: 0, base: 0, ratePpm: 200)
        #expect(clock.read(at: 1_000_000_000).monotonic == 1_000_200_000)
    }
}
