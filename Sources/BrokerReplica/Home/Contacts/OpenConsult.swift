// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What a contact in conversation knows of its agent's question: never outlives the conversation.
public struct OpenConsult: Hashable, Sendable {
    /// The contact that is the question.
    public let contact: ContactNumber
    /// Whether its agent speaks with the caller, too.
    public internal(set) var isConference = false

    init(contact: ContactNumber) { self.contact = contact }
}

extension OpenConsult: WireCodable {
    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.contact(contact)
        writer.flag(isConference)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(contact: try reader.contact())
        isConference = try reader.flag()
    }
}
