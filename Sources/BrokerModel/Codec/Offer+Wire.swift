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
    /// Writes id, both sides with their turns, time to answer. A time below zero says that a ring follows: an offer of
    /// none has the bytes that it had before there were rings.
    public func write(to writer: inout WireWriter) {
        writer.value(id)
        writer.contact(contact)
        writer.id(contactSite)
        writer.turn(contactTurn)
        writer.id(agent)
        writer.id(agentSite)
        writer.turn(agentTurn)
        guard isOfRing else { return writer.signed(timeoutMs) }
        writer.signed(-1 - timeoutMs)
        writer.number(ring)
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        let id: OfferID = try reader.value()
        let contact = try reader.contact()
        let contactSite: SiteID = try reader.id()
        let contactTurn = try reader.turn()
        let agent: AgentID = try reader.id()
        let agentSite: SiteID = try reader.id()
        let agentTurn = try reader.turn()
        let timeoutMs = try reader.signed()
        guard timeoutMs > -2 - Limits.durationMsMax, timeoutMs <= Limits.durationMsMax else { throw .invalid("offer") }
        let ring = timeoutMs < 0 ? try reader.number() : 0
        guard timeoutMs >= 0 || ring > 0 else { throw .invalid("ring") }
        self.init(
            id: id, contact: contact, contactSite: contactSite, contactTurn: contactTurn, agent: agent,
            agentSite: agentSite, agentTurn: agentTurn, timeoutMs: timeoutMs < 0 ? -1 - timeoutMs : timeoutMs,
            ring: ring)
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
