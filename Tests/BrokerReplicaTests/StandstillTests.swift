// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerReplica

@Suite struct StandstillTests {
    private static let second: Int64 = 1_000_000_000

    private func now(_ seconds: Int64) -> Now { Now(monotonic: seconds * Self.second, wall: 0) }

    @Test func timeForWhichTheProcessStoodStillCountsForPoolTimeOnly() {
        var standstill = Standstill()
        #expect(standstill.pause(until: 2 * Self.second, after: standstill.lived(now(1))) == 2 * Self.second)
        let woken = standstill.lived(now(12))
        #expect(woken.monotonic == 2 * Self.second)
        #expect(woken.unbroken == 12 * Self.second)
        #expect(standstill.lived(now(13)).monotonic == 2 * Self.second, "still the turn that is ten seconds late")
        #expect(standstill.pause(until: 3 * Self.second, after: woken) == 14 * Self.second)
        #expect(standstill.lived(now(14)).monotonic == 3 * Self.second)
    }

    @Test func aLongWaitInWhichNothingIsDueIsLived() {
        var standstill = Standstill()
        _ = standstill.pause(until: 60 * Self.second, after: standstill.lived(now(1)))
        #expect(standstill.lived(now(60)).monotonic == 60 * Self.second)
    }

    @Test func aTurnThatWasDueAtOnceIsLateOnlyFromTheTurnBefore() {
        var standstill = Standstill()
        _ = standstill.pause(until: 0, after: standstill.lived(now(100)))
        #expect(standstill.lived(now(100)).monotonic == 100 * Self.second)
    }
}
