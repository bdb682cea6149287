// SPDX-License-Identifier: Apache-2.0

/// A ratio of two counts: the reader divides, the writer loses nothing.
public struct RatioDocument: Codable, Hashable, Sendable {
    /// At least 0.
    public var numerator: Int
    /// At least 0.
    public var denominator: Int

    /// Puts a document together.
    public init(numerator: Int, denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }
}
