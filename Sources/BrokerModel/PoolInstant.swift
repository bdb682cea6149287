// SPDX-License-Identifier: Apache-2.0

/// An instant of pool time: milliseconds since 1970 UTC, as the log has it. It never goes backwards.
public struct PoolInstant: Hashable, Comparable, BitwiseCopyable, Sendable {
    /// Milliseconds since 1970 UTC.
    public let milliseconds: Int64

    /// Wraps milliseconds since 1970 UTC.
    @inlinable public init(_ milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Orders by time.
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}
