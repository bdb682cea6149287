// SPDX-License-Identifier: Apache-2.0

/// A counter at the home, one for each contact and each agent's slot. It grows at every release and makes an offer
/// *over* for ever: an offer names the turn it was made for, and a home takes it only while that is still the turn.
///
/// The home's term is in the upper bits, so that a successor which has lost facts begins above every turn ever given
/// (protocol §6).
public struct Turn: Hashable, Comparable, BitwiseCopyable, Sendable, CustomStringConvertible {
    /// Term in the upper 24 bits, count in the lower 40.
    public let value: UInt64

    /// Wraps a value read from log or store.
    @inlinable public init(_ value: UInt64) { self.value = value }

    /// The first turn under a home's term.
    public init(term: UInt32) {
        precondition(term < 1 << 24, "a home cannot have changed hands 16 million times")
        value = UInt64(term) << 40
    }

    /// The home's term.
    public var term: UInt32 { UInt32(value >> 40) }

    /// The turn after a release.
    public var next: Turn { Turn(value + 1) }

    /// Orders by term, then count.
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    /// `term.count`.
    public var description: String { "\(value >> 40).\(value & (1 << 40 - 1))" }
}
