// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HelpDesk

@Suite struct DrawsTests {
    /// Whether the mean of 20,000 draws is within five standard errors of what it should be.
    private static func has(mean: Double, deviation: Double, _ draw: (inout Draws) -> Double) -> Bool {
        var draws = Draws(seed: 7)
        var sum = 0.0
        for _ in 0..<20_000 { sum += draw(&draws) }
        return abs(sum / 20_000 - mean) < 5 * deviation / 20_000.squareRoot()
    }

    @Test func meansAreWhatTheyShouldBe() {
        #expect(Self.has(mean: 0.5, deviation: 0.289) { $0.uniform() })
        #expect(Self.has(mean: 3, deviation: 3) { $0.exponential(mean: 3) })
        #expect(Self.has(mean: 11, deviation: 8.8) { $0.lognormal(mean: 11, variation: 0.8) })
        #expect(Self.has(mean: 1, deviation: 0.101) { $0.lognormalFactor(spread: 0.1) })
        #expect(Self.has(mean: 0.2, deviation: 0.4) { $0.chance(0.2) ? 1 : 0 })
        #expect(!Self.has(mean: 0.5, deviation: 0.289) { $0.uniform() * 1.1 }, "it shows nothing")
    }

    @Test func spreadsAreWhatTheyShouldBe() {
        #expect(Self.has(mean: 0, deviation: 1) { $0.normal() })
        #expect(Self.has(mean: 1, deviation: 1.42) { pow($0.normal(), 2) })
        // Its logarithm is normal: of mean log(11) - s²/2, where s² = log(1 + 0.8²) = 0.4947.
        #expect(Self.has(mean: 2.1505, deviation: 0.7034) { log($0.lognormal(mean: 11, variation: 0.8)) })
        // Below the scale in 1 - 1/e of cases; below half of it, with shape 2, in 1 - exp(-1/4).
        #expect(Self.has(mean: 0.6321, deviation: 0.48) { $0.weibull(scale: 4, shape: 2) <= 4 ? 1 : 0 })
        #expect(Self.has(mean: 0.2212, deviation: 0.42) { $0.weibull(scale: 4, shape: 2) <= 2 ? 1 : 0 })
    }

    @Test(arguments: [(0, 0.45), (1, 0.33), (2, 0.22)]) func placesComeByTheirShares(place: Int, share: Double) {
        #expect(Self.has(mean: share, deviation: 0.5) { $0.place(in: [0.45, 0.33, 0.22]) == place ? 1 : 0 })
    }

    @Test func seedsAndStreamsAreEachTheirOwn() {
        let first = [[1, 0], [1, 0], [1, 1], [2, 0]].map { (pair: [UInt64]) -> UInt64 in
            var draws = Draws(seed: pair[0], stream: pair[1])
            return draws.next()
        }
        #expect(first[0] == first[1])
        #expect(Set(first).count == 3)
    }
}
