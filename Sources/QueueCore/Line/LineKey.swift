// SPDX-License-Identifier: Apache-2.0

/// A contact's place in the order of a line: level, then arrival, then sequence.
///
/// Keys sort most urgent first.
@frozen
public struct LineKey: Comparable, Hashable, Sendable, BitwiseCopyable {
    /// The arrival, in milliseconds of pool time, -2^47 to 2^47 - 1; earlier comes first.
    public var arrival: Int64
    /// The log sequence, unique in a line, below 2^48; lower comes first.
    public var sequence: UInt64
    /// The priority, 0–255; higher is more urgent and comes first. Last in memory: what follows a key lies close to it.
    public var level: UInt8

    /// The highest sequence there is.
    @inlinable public static var sequenceMax: UInt64 { 1 << 48 - 1 }

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - level: the priority, 0–255; higher is more urgent.
    ///   - arrival: the arrival, in milliseconds, -2^47 to 2^47 - 1: some 4,400 years.
    ///   - sequence: the log sequence, unique in a line, below 2^48.
    /// - Complexity: O(1).
    @inlinable
    public init(level: UInt8, arrival: Int64, sequence: UInt64) {
        self.level = level
        self.arrival = arrival
        self.sequence = sequence
    }

    /// Whether the left key is served before the right one.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static func < (left: LineKey, right: LineKey) -> Bool {
        if left.level != right.level { return left.level > right.level }
        if left.arrival != right.arrival { return left.arrival < right.arrival }
        return left.sequence < right.sequence
    }
}
