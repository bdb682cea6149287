// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What a desk did to a conversation whose contact is of another site, kept until that home has heard it.
///
/// The desk was told that it is done, and the agent's cell is free for others and says nothing of it any more.
public struct Farewell: Hashable, Sendable, WireCodable {
    /// The offer the conversation began with.
    public let offer: Offer
    /// What became of it.
    public let cause: WithdrawCause

    init(offer: Offer, cause: WithdrawCause) {
        self.offer = offer
        self.cause = cause
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.value(offer)
        writer.value(cause)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(offer: try reader.value(), cause: try reader.value())
    }
}
