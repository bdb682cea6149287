// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What an agent of this site said of a conversation, kept until the contact's home has it.
public struct UnheardRemark: Hashable, Sendable, WireCodable {
    /// The offer with which the conversation began.
    public let offer: Offer
    /// What was said.
    public let remark: Remark

    init(offer: Offer, remark: Remark) {
        self.offer = offer
        self.remark = remark
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.value(offer)
        writer.value(remark)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(offer: try reader.value(), remark: try reader.value())
    }
}
