// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// A conversation that an agent has had: what a remark on it must know.
public struct Talk: Hashable, Sendable, WireCodable {
    /// The offer with which it began.
    public let offer: Offer
    /// With whom.
    public let contact: ContactID
    /// What it was about.
    public let topic: TopicID
    /// Whether the agent has said how it came out.
    public internal(set) var isDisposed: Bool

    init(offer: Offer, contact: ContactID, topic: TopicID, isDisposed: Bool = false) {
        self.offer = offer
        self.contact = contact
        self.topic = topic
        self.isDisposed = isDisposed
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.value(offer)
        writer.id(contact)
        writer.id(topic)
        writer.flag(isDisposed)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            offer: try reader.value(), contact: try reader.id(), topic: try reader.id(),
            isDisposed: try reader.flag())
    }
}
