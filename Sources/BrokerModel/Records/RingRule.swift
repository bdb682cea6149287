// SPDX-License-Identifier: Apache-2.0

/// How a topic rings several agents for one contact.
public struct RingRule: Hashable, Sendable, WireCodable {
    /// Milliseconds after which one more is rung, where they are added one by one.
    public let everyMs: Int64
    /// How many one contact may have rung before it is in its line again, 2 to ``Limits/ringAgents``.
    public let most: UInt8

    /// Milliseconds where nothing else is said.
    public static let everyMs: Int64 = 5_000
    /// What holds where nothing else is said.
    public static let usual = RingRule(everyMs: everyMs, most: UInt8(Limits.ringAgents))

    /// A rule.
    public init(everyMs: Int64, most: UInt8) {
        self.everyMs = everyMs
        self.most = most
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.signed(everyMs)
        writer.byte(most)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        everyMs = try reader.duration()
        most = try reader.byte()
        guard everyMs > 0, (2...Limits.ringAgents).contains(Int(most)) else { throw .invalid("RingRule") }
    }
}
