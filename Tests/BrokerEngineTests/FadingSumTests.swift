// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Foundation
import Testing

@testable import BrokerEngine

@Suite struct FadingSumTests {
    private let begin: Int64 = 1_764_000_000_000

    /// Beside the same in floating point: sums of a day's contacts and conversations, a few per cent apart at most.
    @Test(arguments: 1...20) func isTheSumOfItsPartsHalvedEachHour(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var sum = FadingSum()
        var exact = 0.0
        var time = begin
        for _ in 0..<500 {
            let pause = Int64(random.below(1_200_000))
            let weight = Int64(1 + random.below(random.chance(500) ? 1 : 3_000_000))
            time += pause
            exact = exact * pow(0.5, Double(pause) / 3_600_000) + Double(weight)
            sum.add(weight, at: PoolInstant(time))
            let hours = Double(time) / 3_600_000
            let told = pow(2, Double(sum.logarithm) / Double(FadingSum.unit) - hours)
            #expect(abs(told / exact - 1) < 0.08, "\(told) for \(exact)")
        }
    }

    @Test func timeAloneChangesNoOrder() {
        var early = FadingSum()
        var late = FadingSum()
        #expect(!(early < late) && !(late < early))
        early.add(2, at: PoolInstant(begin))
        #expect(late < early, "who has nothing has least")
        late.add(1, at: PoolInstant(begin))
        #expect(late < early)
        late.add(2, at: PoolInstant(begin + 3_600_000))
        #expect(early < late, "two of an hour ago are one")
    }

    @Test func aSnapshotHoldsOnlyWhatCanBe() {
        #expect(FadingSum(logarithm: FadingSum().logarithm) == FadingSum())
        #expect(FadingSum(logarithm: .min) == nil && FadingSum(logarithm: .max) == nil)
    }
}
