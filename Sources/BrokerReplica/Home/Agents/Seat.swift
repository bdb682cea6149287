// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A contact that an agent has beside the one offer: in conversation, or in the wrap-up after it. Its offer's turn is
/// older than the cell's, so that it is over for ever once it has left.
public struct Seat: Hashable, Sendable {
    /// The offer by which the agent has it.
    public let offer: Offer
    /// The contact.
    public let contact: ContactRecord
    /// Milliseconds of wrap-up; nil while in conversation.
    public internal(set) var wrapUpMs: Int64?

    // What follows is not stored; after a restart it begins anew (protocol B2).

    /// The contact's version when it was connected, as its home told; 0 after a restart until it tells again.
    public internal(set) var contactVersion: UInt64 = 0
    /// Whether the contact's home has confirmed that it is connected, so that questions become rare.
    var isConfirmed = false
    /// Nanoseconds until the next question to the other home.
    var askPause = Timing.askFirst
    /// When the wrap-up ends, monotonic.
    var endsAt: Int64 = .max

    init(offer: Offer, contact: ContactRecord, wrapUpMs: Int64? = nil) {
        self.offer = offer
        self.contact = contact
        self.wrapUpMs = wrapUpMs
    }

    /// Whether the conversation goes on.
    public var isTalking: Bool { wrapUpMs == nil }

    /// What the owner is told.
    var report: SeatReport {
        SeatReport(offer: offer.id, contact: offer.contact, channel: contact.channel, isWrapping: !isTalking)
    }
}

extension Seat: WireCodable {
    /// Writes what is stored.
    public func write(to writer: inout WireWriter) {
        writer.value(offer)
        writer.value(contact)
        writer.optional(wrapUpMs) { $0.signed($1) }
    }

    /// Reads what is stored.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            offer: try reader.value(), contact: try reader.value(),
            wrapUpMs: try reader.optional { (reader) throws(WireError) in try reader.signed() })
    }
}
