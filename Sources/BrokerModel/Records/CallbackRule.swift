// SPDX-License-Identifier: Apache-2.0

/// How often a topic's customers are called, and when again.
public struct CallbackRule: Hashable, Sendable, WireCodable {
    /// Attempts in all, 1–10: after the last the contact ends as `callbackFailed`.
    public let attempts: UInt8
    /// Milliseconds from an attempt that failed to the next.
    public let retryAfterMs: Int64

    /// A rule.
    public init(attempts: UInt8, retryAfterMs: Int64) {
        self.attempts = attempts
        self.retryAfterMs = retryAfterMs
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.byte(attempts)
        writer.signed(retryAfterMs)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(attempts: try reader.byte(), retryAfterMs: try reader.duration())
    }
}
