// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What an agent said of one conversation of a contact, as the contact's home keeps it.
public struct ContactRemark: Hashable, Sendable, WireCodable {
    /// The offer with which the conversation began.
    public let offer: OfferID
    /// Whose conversation it was.
    public let agent: AgentID
    /// What was said: the last word.
    public let remark: Remark

    init(offer: OfferID, agent: AgentID, remark: Remark) {
        self.offer = offer
        self.agent = agent
        self.remark = remark
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.value(offer)
        writer.id(agent)
        writer.value(remark)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(offer: try reader.value(), agent: try reader.id(), remark: try reader.value())
    }
}
