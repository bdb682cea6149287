// SPDX-License-Identifier: Apache-2.0

/// How many contacts of a channel an agent takes at once.
public struct ChannelLimit: Hashable, Sendable, WireCodable {
    /// The channel.
    public let channel: Channel
    /// Contacts at once.
    public let contacts: UInt8

    /// A limit.
    public init(channel: Channel, contacts: UInt8) {
        self.channel = channel
        self.contacts = contacts
    }

    /// Writes channel and count.
    public func write(to writer: inout WireWriter) {
        writer.byte(channel.rawValue)
        writer.byte(contacts)
    }

    /// Reads channel and count.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(channel: try reader.oneOf(), contacts: try reader.byte())
    }
}
