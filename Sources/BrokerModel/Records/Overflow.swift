// SPDX-License-Identifier: Apache-2.0

/// Where a topic's contacts go that have waited too long.
public struct Overflow: Hashable, Sendable, WireCodable {
    /// Milliseconds in line after which a contact goes, counted as `maxWait` is.
    public let afterMs: Int64
    /// The topic it goes to.
    public let topic: TopicID
    /// Whether its waiting begins anew there.
    public let restarts: Bool

    /// An overflow.
    public init(afterMs: Int64, topic: TopicID, restarts: Bool) {
        self.afterMs = afterMs
        self.topic = topic
        self.restarts = restarts
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.signed(afterMs)
        writer.id(topic)
        writer.flag(restarts)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(afterMs: try reader.duration(), topic: try reader.id(), restarts: try reader.flag())
    }
}
