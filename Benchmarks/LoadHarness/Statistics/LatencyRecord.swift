// SPDX-License-Identifier: Apache-2.0
import Histogram

/// Times from 1 µs to an hour. Records of several processes are added count by count, so that a percentile of the whole
/// is that of the whole and no mean of percentiles.
struct LatencyRecord: Hashable, Sendable {
    /// The longest time that is told from a longer one, microseconds.
    static let longest: UInt64 = 3_600_000_000

    /// Nil as long as there is nothing in it: it takes 190 KB with three digits, 28 KB with two.
    private var histogram: Histogram<UInt64>?
    private let digits: SignificantDigits

    /// - Parameter isCoarse: Whether two digits of a time are kept, instead of three.
    init(isCoarse: Bool = false) { digits = isCoarse ? .two : .three }

    /// How many times there are.
    var count: Int { Int(histogram?.totalCount ?? 0) }

    /// The longest, microseconds; 0 without any.
    var max: Double { Double(histogram?.max ?? 0) }

    /// Counts a time, in nanoseconds; below 1 µs as 1 µs.
    ///
    /// - Complexity: O(1).
    mutating func record(_ nanoseconds: Int64) { record(UInt64(Swift.max(1_000, nanoseconds) / 1_000), count: 1) }

    /// The time below which so many percent lie, microseconds; 0 without any.
    func microseconds(_ percent: Double) -> Double { Double(histogram?.valueAtPercentile(percent) ?? 0) }

    /// Adds another's counts.
    mutating func add(_ other: LatencyRecord) {
        guard let counts = other.histogram else { return }
        for entry in counts.recordedValues() { record(entry.value, count: entry.count) }
    }

    /// Values by how many percent lie at or below them, for a plot.
    var distribution: [(percent: Double, microseconds: Double)] {
        histogram?.percentiles(ticksPerHalfDistance: 4).map { ($0.percentile, Double($0.value)) } ?? []
    }

    static func == (left: Self, right: Self) -> Bool { left.pairs == right.pairs }

    func hash(into hasher: inout Hasher) { hasher.combine(pairs) }

    private mutating func record(_ microseconds: UInt64, count: UInt64) {
        if histogram == nil {
            histogram = Histogram<UInt64>(
                lowestDiscernibleValue: 1, highestTrackableValue: Self.longest, numberOfSignificantValueDigits: digits)
        }
        _ = histogram?.record(Swift.min(microseconds, Self.longest), count: count)
    }

    /// Values and how often each was recorded, one after the other.
    private var pairs: [UInt64] { histogram?.recordedValues().flatMap { [$0.value, $0.count] } ?? [] }
}

extension LatencyRecord: Codable {
    init(from decoder: any Decoder) throws {
        let numbers = try [UInt64](from: decoder)
        self.init(isCoarse: numbers.first == 2)
        for index in stride(from: 1, to: numbers.count - 1, by: 2) {
            record(numbers[index], count: numbers[index + 1])
        }
    }

    func encode(to encoder: any Encoder) throws { try ([UInt64(digits.rawValue)] + pairs).encode(to: encoder) }
}
