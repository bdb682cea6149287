// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import LoadHarness

@Suite("Draw")
struct DrawTests {
    @Test("The same seed and stream give the same numbers, another stream others")
    func repeats() {
        func numbers(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
            var draw = Draw(seed: seed, stream: stream)
            return (0..<8).map { _ in draw.next() }
        }
        #expect(numbers(1, 2) == numbers(1, 2))
        #expect(numbers(1, 2) != numbers(1, 3))
        #expect(numbers(1, 2) != numbers(2, 2))
    }

    @Test("Exponential numbers have mean 1, weights are kept")
    func distributions() {
        var draw = Draw(seed: 5)
        let mean = (0..<20_000).reduce(0.0) { sum, _ in sum + draw.exponential() } / 20_000
        #expect(abs(mean - 1) < 0.03)
        let picks = (0..<20_000).map { _ in draw.index([1, 0, 3]) }
        #expect(picks.count { $0 == 1 } == 0)
        #expect(abs(Double(picks.count { $0 == 2 }) / 20_000 - 0.75) < 0.02)
    }
}
