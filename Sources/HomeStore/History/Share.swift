// SPDX-License-Identifier: Apache-2.0

/// A part of a whole, both told: nobody can take one formula for another.
public struct Share: Codable, Hashable, Sendable {
    /// What counts.
    public var numerator: Int
    /// Of how many; 0 when there was nothing.
    public var denominator: Int

    /// A share.
    public init(_ numerator: Int, of denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }
}
