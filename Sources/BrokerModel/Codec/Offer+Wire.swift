// SPDX-License-Identifier: Apache-2.0

extension OfferID: WireCodable {
    /// Writes generation, epoch, sequence.
    public func write(to writer: inout WireWriter) {
        writer.number(UInt64(generation))
        writer.number(epoch)
        writer.number(sequence)
    }

    /// Reads generation, epoch, sequence.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(generation: try reader.number32(), epoch: try reader.number(), sequence: try reader.number())
    }
}

extension Offer: WireCodable {
    /// Writes id, both sides with their turns, time to answer.
    public func write(to writer: inout WireWriter) {
        writer.value(id)
        writer.contact(contact)
        writer.id(contactSite)
        writer.turn(contactTurn)
        writer.id(agent)
        writer.id(agentSite)
        writer.turn(agentTurn)
        writer.signed(timeoutMs)
    }

    /// Reads id, both sides with their turns, time to answer.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            id: try reader.value(), contact: try reader.contact(), contactSite: try reader.id(),
            contactTurn: try reader.turn(), agent: try reader.id(), agentSite: try reader.id(),
            agentTurn: try reader.turn(), timeoutMs: try reader.duration())
    }
}

extension SkillLevel: WireCodable {
    /// Writes skill and level.
    public func write(to writer: inout WireWriter) {
        writer.id(skill)
        writer.byte(level)
    }

    /// Reads skill and level.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(skill: try reader.id(), level: try reader.byte())
    }
}

extension TopicLevel: WireCodable {
    /// Writes topic and level.
    public func write(to writer: inout WireWriter) {
        writer.id(topic)
        writer.byte(level)
    }

    /// Reads topic and level.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(topic: try reader.id(), level: try reader.byte())
    }
}
