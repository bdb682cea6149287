// SPDX-License-Identifier: Apache-2.0

/// Whose question a contact is: one agent's, who is in conversation with another contact and wants to speak with a
/// colleague meanwhile.
public struct Consult: Hashable, Sendable, WireCodable {
    /// The contact that is in conversation; of the same site.
    public let contact: ContactNumber
    /// The client's name for that.
    public let id: ContactID
    /// The agent who asks: everybody else may be offered it.
    public let agent: AgentID

    /// A question of an agent about a contact.
    public init(contact: ContactNumber, id: ContactID, agent: AgentID) {
        self.contact = contact
        self.id = id
        self.agent = agent
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.contact(contact)
        writer.id(id)
        writer.id(agent)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(contact: try reader.contact(), id: try reader.id(), agent: try reader.id())
    }
}
