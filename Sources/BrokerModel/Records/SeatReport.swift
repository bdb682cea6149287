// SPDX-License-Identifier: Apache-2.0

/// A contact that an agent has beside the one offer, as its home reports it.
public struct SeatReport: Hashable, Sendable, WireCodable {
    /// The offer by which the agent has it.
    public let offer: OfferID
    /// The contact.
    public let contact: ContactNumber
    /// Its channel, which says what it takes of the agent's capacity.
    public let channel: Channel
    /// Whether the conversation is over, and the wrap-up after it is not.
    public let isWrapping: Bool

    /// A seat.
    public init(offer: OfferID, contact: ContactNumber, channel: Channel, isWrapping: Bool) {
        self.offer = offer
        self.contact = contact
        self.channel = channel
        self.isWrapping = isWrapping
    }

    private static let wrapping: UInt8 = 0x80

    /// Writes channel and state, then the rest.
    public func write(to writer: inout WireWriter) {
        writer.byte(channel.rawValue | (isWrapping ? Self.wrapping : 0))
        writer.value(offer)
        writer.contact(contact)
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        let marked = try reader.byte()
        guard let channel = Channel(rawValue: marked & ~Self.wrapping) else { throw .invalid("Channel") }
        self.init(
            offer: try reader.value(), contact: try reader.contact(), channel: channel,
            isWrapping: marked & Self.wrapping != 0)
    }
}
