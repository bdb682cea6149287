// SPDX-License-Identifier: Apache-2.0

/// The hours in which a topic takes contacts of one channel, where they are others than its own.
public struct ChannelCalendar: Hashable, Comparable, Sendable, WireCodable {
    /// The channel.
    public let channel: Channel
    /// Which of the configuration's calendars says when, from 0; nil for always.
    public let calendar: UInt32?

    /// Hours of a channel.
    public init(channel: Channel, calendar: UInt32?) {
        self.channel = channel
        self.calendar = calendar
    }

    /// In the order of channels.
    public static func < (one: ChannelCalendar, other: ChannelCalendar) -> Bool {
        one.channel.rawValue < other.channel.rawValue
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.byte(channel.rawValue)
        writer.optional(calendar) { $0.number(UInt64($1)) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            channel: try reader.oneOf(),
            calendar: try reader.optional { (reader) throws(WireError) in try reader.number32() })
    }
}
