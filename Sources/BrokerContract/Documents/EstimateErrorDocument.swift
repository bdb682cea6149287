// SPDX-License-Identifier: Apache-2.0

/// How far estimates of waits were off: what callers were told first, beside how long they then waited for an answer.
public struct EstimateErrorDocument: Codable, Hashable, Sendable {
    /// Answered contacts that were told an estimate.
    public var count: Int
    /// By how much they waited for more or less, on average, in milliseconds.
    public var mean: Int
    /// What 90 % were not off by more than, in milliseconds.
    public var p90: Int
    /// By how much they waited for more than they were told, on average, in milliseconds; below 0 for less.
    public var bias: Int

    /// Puts a document together.
    public init(count: Int, mean: Int, p90: Int, bias: Int) {
        self.count = count
        self.mean = mean
        self.p90 = p90
        self.bias = bias
    }
}
