// SPDX-License-Identifier: Apache-2.0

/// How far estimates have been off: what callers were told first, beside how long they then waited for an answer.
public struct EstimateErrors: Hashable, Sendable {
    /// Answered contacts that were told an estimate.
    public let count: UInt64
    /// Milliseconds by which they waited for more or less, on average.
    public let meanMs: Int64
    /// Milliseconds that nine of ten were not off by more than.
    public let p90Ms: Int64
    /// Milliseconds by which they waited for more than they were told, on average; below 0 for less.
    public let biasMs: Int64
}
