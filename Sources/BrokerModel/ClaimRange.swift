// SPDX-License-Identifier: Apache-2.0

/// A run of contact numbers reserved in the log for one incarnation of one home's store.
public struct ClaimRange: Hashable, Sendable {
    /// The first number.
    public let first: UInt64
    /// How many.
    public let count: UInt64

    /// A range of `count` numbers from `first`.
    public init(first: UInt64, count: UInt64) {
        self.first = first
        self.count = count
    }

    /// Whether the number is in the range.
    public func contains(_ number: ContactNumber) -> Bool { number.value >= first && number.value - first < count }
}
