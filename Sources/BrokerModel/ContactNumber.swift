// SPDX-License-Identifier: Apache-2.0

/// A contact's number: unique for ever over all sites, taken from a range reserved in the log for one incarnation of
/// one home's store. With a check digit it is the claim number (``ClaimNumber``).
public struct ContactNumber: Hashable, Comparable, BitwiseCopyable, Sendable, CustomStringConvertible {
    /// 1–999,999,999; 0 stands for "none yet".
    public let value: UInt64

    /// Wraps a number.
    @inlinable public init(_ value: UInt64) { self.value = value }

    /// No number yet (a cancel that came before its enqueue).
    public static let none = ContactNumber(0)

    /// Orders by value.
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    /// The number without its check digit.
    public var description: String { String(value) }
}
