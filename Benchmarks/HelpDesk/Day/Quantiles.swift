// SPDX-License-Identifier: Apache-2.0

/// How far values reach: nearest ranks, and the largest.
struct Quantiles: Hashable, Sendable, Codable {
    /// How many there are.
    let count: Int
    /// The value that half of them do not exceed.
    let p50: Double
    /// The value that 99 of 100 do not exceed.
    let p99: Double
    /// The largest.
    let max: Double

    /// Of these values, in any order; all 0 where there are none.
    init(_ values: [Double]) {
        let sorted = values.sorted()
        func rank(_ share: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            return sorted[Swift.max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
        }
        count = sorted.count
        p50 = rank(0.5)
        p99 = rank(0.99)
        max = sorted.last ?? 0
    }

    /// The same values in another unit, of which one is so many of this.
    func divided(by unit: Double) -> Quantiles {
        Quantiles(count: count, p50: p50 / unit, p99: p99 / unit, max: max / unit)
    }

    private init(count: Int, p50: Double, p99: Double, max: Double) {
        self.count = count
        self.p50 = p50
        self.p99 = p99
        self.max = max
    }
}
