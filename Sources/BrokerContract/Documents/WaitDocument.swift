// SPDX-License-Identifier: Apache-2.0

/// A distribution of waits, in milliseconds.
public struct WaitDocument: Codable, Hashable, Sendable {
    /// Half are at most this.
    public var p50: Int
    /// 90 % are at most this.
    public var p90: Int
    /// 99 % are at most this.
    public var p99: Int
    /// The largest.
    public var max: Int

    /// Puts a document together.
    public init(p50: Int, p90: Int, p99: Int, max: Int) {
        self.p50 = p50
        self.p90 = p90
        self.p99 = p99
        self.max = max
    }
}
