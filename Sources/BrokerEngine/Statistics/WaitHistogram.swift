// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// Waiting times in log-linear buckets: sixteen to each power of two, so that a percentile is at most 6 % too high.
/// It is part of the folded state, the same on every node, so it holds whole numbers only.
public struct WaitHistogram: Hashable, Sendable, WireCodable {
    private var counts: [UInt64] = []
    /// Values counted.
    public private(set) var total: UInt64 = 0
    /// The largest value, milliseconds.
    public private(set) var maximum: Int64 = 0

    /// An empty histogram.
    public init() {}

    /// Counts one value in milliseconds; negative ones count as 0. Complexity: O(1).
    public mutating func record(_ milliseconds: Int64) {
        let value = max(0, milliseconds)
        let bucket = Self.bucket(of: UInt64(value))
        if bucket >= counts.count { counts.append(contentsOf: repeatElement(0, count: bucket + 1 - counts.count)) }
        counts[bucket] += 1
        total += 1
        maximum = max(maximum, value)
    }

    /// The least upper bound of the share `perMille` of all values, in milliseconds; 0 when empty. Complexity:
    /// O(buckets).
    public func percentile(perMille: UInt64) -> Int64 {
        guard total > 0 else { return 0 }
        let rank = max(1, (total * perMille + 999) / 1_000)
        var seen: UInt64 = 0
        for (bucket, count) in counts.enumerated() {
            seen += count
            if seen >= rank { return min(maximum, Int64(Self.upperBound(of: bucket))) }
        }
        return maximum
    }

    private static func bucket(of value: UInt64) -> Int {
        guard value >= 16 else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount
        return (exponent - 3) * 16 + Int((value >> UInt64(exponent - 4)) & 15)
    }

    private static func upperBound(of bucket: Int) -> UInt64 {
        guard bucket >= 16 else { return UInt64(bucket) }
        let exponent = UInt64(bucket / 16 + 3)
        return ((UInt64(bucket % 16) + 17) << (exponent - 4)) - 1
    }

    /// Writes maximum and counts.
    public func write(to writer: inout WireWriter) {
        writer.signed(maximum)
        writer.list(counts) { $0.number($1) }
    }

    /// Reads maximum and counts.
    public init(from reader: inout WireReader) throws(WireError) {
        maximum = try reader.signed()
        counts = try reader.list { (reader) throws(WireError) in try reader.number() }
        guard maximum >= 0, counts.count <= Self.bucket(of: UInt64(Int64.max)) + 1 else { throw .invalid("histogram") }
        for count in counts {
            let (sum, isTooMuch) = total.addingReportingOverflow(count)
            guard !isTooMuch else { throw .invalid("histogram") }
            total = sum
        }
    }
}
