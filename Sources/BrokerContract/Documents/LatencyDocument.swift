// SPDX-License-Identifier: Apache-2.0

/// A distribution of durations, in microseconds.
public struct LatencyDocument: Codable, Hashable, Sendable {
    /// Half are at most this.
    public var p50: Int
    /// 99 % are at most this.
    public var p99: Int
    /// 99.9 % are at most this.
    public var p999: Int
    /// The largest.
    public var max: Int

    /// Puts a document together.
    public init(p50: Int, p99: Int, p999: Int, max: Int) {
        self.p50 = p50
        self.p99 = p99
        self.p999 = p999
        self.max = max
    }
}
