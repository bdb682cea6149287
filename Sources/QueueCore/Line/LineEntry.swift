// SPDX-License-Identifier: Apache-2.0

/// One contact in a level of a line, in 16 bytes: arrival, sequence and value, from the highest bit down.
///
/// So the order of a level is the order of one integer, and four entries fill a cache line.
@usableFromInline
struct LineEntry: Sendable, BitwiseCopyable {
    @usableFromInline static var arrivalBias: Int64 { 1 << 47 }

    @usableFromInline let bits: UInt128

    /// - Precondition: the key is in the ranges of `LineKey`.
    @inlinable
    init(_ key: LineKey, value: UInt32) {
        let arrival = UInt64(bitPattern: key.arrival &+ Self.arrivalBias)
        precondition(
            arrival >> 48 == 0 && key.sequence >> 48 == 0,
            "a LineKey's arrival is not in -2^47..<2^47, or its sequence not below 2^48")
        bits = UInt128(_low: key.sequence << 32 | UInt64(value), _high: arrival << 16 | key.sequence >> 32)
    }

    @inlinable
    init(bits: UInt128) { self.bits = bits }

    /// What stands in memory before an entry does.
    static var zero: LineEntry { LineEntry(bits: 0) }

    /// What stands for the contact.
    @inlinable var value: UInt32 { UInt32(truncatingIfNeeded: bits) }

    /// The key, at a level.
    @inlinable
    func key(level: UInt8) -> LineKey {
        let arrival = Int64(bitPattern: UInt64(truncatingIfNeeded: bits >> 80)) &- Self.arrivalBias
        let sequence = UInt64(truncatingIfNeeded: bits >> 32) & (1 << 48 - 1)
        return LineKey(level: level, arrival: arrival, sequence: sequence)
    }

    /// The lowest entry at its place, and the highest: what to search with.
    var lowest: LineEntry { LineEntry(bits: bits & ~0xFFFF_FFFF) }
    var highest: LineEntry { LineEntry(bits: bits | 0xFFFF_FFFF) }

    /// Whether both stand at the same place.
    @inlinable
    func isAtPlace(of other: LineEntry) -> Bool { bits >> 32 == other.bits >> 32 }

    /// Whether its place is before another's.
    @inlinable
    func isBefore(_ other: LineEntry) -> Bool { bits | 0xFFFF_FFFF < other.bits }

    /// Whether its place is before another's, or the same and its value lower.
    @inlinable
    static func < (left: LineEntry, right: LineEntry) -> Bool { left.bits < right.bits }
}
