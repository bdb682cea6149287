// SPDX-License-Identifier: Apache-2.0

/// Percentiles of what was measured, exact: the least value that so many do not exceed. 0 where nothing was measured.
public struct Percentiles: Codable, Hashable, Sendable {
    /// Half do not exceed it.
    public let p50: Int
    /// Nine tenths do not.
    public let p90: Int
    /// The largest.
    public let max: Int

    /// Of values in any order. Complexity: O(n log n).
    public init(_ values: [Int]) {
        let sorted = values.sorted()
        func percentile(_ perCent: Int) -> Int {
            sorted.isEmpty ? 0 : sorted[Swift.max(0, (sorted.count * perCent + 99) / 100 - 1)]
        }
        p50 = percentile(50)
        p90 = percentile(90)
        max = sorted.last ?? 0
    }
}
