// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

// Rows of a snapshot.
extension Engine {
    static func write(_ entry: NumberLedger.Entry, to writer: inout WireWriter) {
        writer.id(entry.site)
        writer.number(entry.incarnation)
        writer.number(entry.range.first)
        writer.number(entry.range.count)
        writer.list(entry.ended) { $0.number($1) }
    }

    static func readRange(_ reader: inout WireReader) throws(WireError) -> NumberLedger.Entry {
        let site: SiteID = try reader.id()
        let incarnation = try reader.number()
        let range = ClaimRange(first: try reader.number(), count: try reader.number())
        let ended = try reader.list { (reader) throws(WireError) in try reader.number() }
        guard range.first <= Limits.contactNumberMax, range.count <= Limits.contactNumberMax,
            ended.count == Int((range.count + 63) / 64)
        else { throw .invalid("claim range") }
        return NumberLedger.Entry(
            site: site, incarnation: incarnation, range: range, ended: ended,
            endedCount: ended.reduce(0) { $0 + UInt64($1.nonzeroBitCount) })
    }

    static func write(_ gap: ClaimRange, to writer: inout WireWriter) {
        writer.number(gap.first)
        writer.number(gap.count)
    }

    static func readGap(_ reader: inout WireReader) throws(WireError) -> ClaimRange {
        let gap = ClaimRange(first: try reader.number(), count: try reader.number())
        guard gap.first <= Limits.contactNumberMax, gap.count <= Limits.contactNumberMax else {
            throw .invalid("gap of claim ranges")
        }
        return gap
    }

    func write(contact slot: UInt32, to writer: inout WireWriter) {
        let core = contacts[slot]
        let details = contacts.details(slot)
        let line = lines[Int(core.line)].identity
        ContactRecord.write(
            core.number, details.id, sites.name(core.site), topics[Int(line.topic)].topic, core.priority, line.channel,
            core.arrival, details.claim, line.requirements, details.caller,
            contacts.asksMore(slot) ? contacts.routing(slot) : nil, to: &writer)
        writer.turn(core.turn)
        writer.number(core.key.sequence)
        writer.flag(core.wasAnswered)
        switch contacts.phase(slot) {
        case .waiting: writer.byte(0)
        case .offered(let offer):
            writer.byte(1)
            writer.value(offer)
        case .connected(let offer, let agent):
            writer.byte(2)
            writer.value(offer)
            writer.id(agent)
        }
        writer.list(contacts.tried(slot)) { $0.number(UInt64($1)) }
        // Only of a contact whose offer is one of a ring.
        guard let ring = contacts.ring(slot) else { return }
        writer.byte(ring.level)
        writer.number(ring.newest)
        writer.list(ring.agents) { $0.number(UInt64($1)) }
    }

    static func readContact(
        _ reader: inout WireReader
    ) throws(WireError) -> (ContactState, tried: [UInt32], OpenRing?) {
        let record: ContactRecord = try reader.value()
        let turn = try reader.turn()
        let sequence = try reader.number()
        let wasAnswered = try reader.flag()
        let phase: ContactState.Phase
        switch try reader.byte() {
        case 0: phase = .waiting
        case 1: phase = .offered(try reader.value())
        case 2: phase = .connected(try reader.value(), try reader.id())
        default: throw .invalid("contact phase")
        }
        let tried = try reader.list { (reader) throws(WireError) in try reader.number32() }
        guard tried.count <= ContactTable.triedMax else { throw .invalid("agents who were tried") }
        // Level and arrival are set when the contact is put in its line.
        let contact = ContactState(
            record: record, turn: turn, phase: phase, key: LineKey(level: 0, arrival: 0, sequence: sequence),
            wasAnswered: wasAnswered)
        guard case .offered(let offer) = phase, offer.isOfRing else { return (contact, tried, nil) }
        return (contact, tried, try readRing(&reader))
    }

    private static func readRing(_ reader: inout WireReader) throws(WireError) -> OpenRing {
        let ring = OpenRing(
            level: try reader.byte(), newest: try reader.number(),
            agents: try reader.list { (reader) throws(WireError) in try reader.number32() })
        guard (1...Limits.ringAgents).contains(ring.agents.count) else { throw .invalid("ring") }
        return ring
    }

    static func write(_ agent: AgentState, _ tallies: AgentTallies, to writer: inout WireWriter) {
        writer.id(agent.agent)
        writer.id(agent.site)
        writer.turn(agent.turn)
        switch agent.phase {
        case .idle: writer.byte(0)
        case .offered(let offer):
            writer.byte(1)
            writer.value(offer)
        case .busy(let offer, let contact):
            writer.byte(2)
            writer.value(offer)
            writer.contact(contact)
        }
        writer.number(agent.version)
        writer.byte(agent.intent.rawValue)
        writer.optional(agent.reason) { $0.text($1) }
        writer.byte(agent.activity.rawValue)
        // Agents without seats have the bytes that they always had.
        writer.byte((agent.isReady ? 1 : 0) | (agent.seats.isEmpty ? 0 : 2))
        writer.value(agent.profile)
        writer.instant(agent.idleSince)
        writer.instant(agent.since)
        writer.number(agent.sequence)
        writer.number(tallies.lastOffer)
        for sum in [tallies.contacts, tallies.talk, tallies.work] { writer.signed(sum.logarithm) }
        writer.optional(tallies.workingSince) { $0.instant($1) }
        if !agent.seats.isEmpty { writer.values(agent.seats) }
    }

    static func readAgent(_ reader: inout WireReader) throws(WireError) -> (AgentState, AgentTallies) {
        let agent: AgentID = try reader.id()
        let site: SiteID = try reader.id()
        let turn = try reader.turn()
        let phase: AgentState.Phase
        switch try reader.byte() {
        case 0: phase = .idle
        case 1: phase = .offered(try reader.value())
        case 2: phase = .busy(try reader.value(), try reader.contact())
        default: throw .invalid("agent phase")
        }
        let version = try reader.number()
        let intent: Intent = try reader.oneOf()
        let reason = try reader.optional { (reader) throws(WireError) in try reader.text() }
        let activity: Activity = try reader.oneOf()
        let present = try reader.byte()
        guard present < 4 else { throw .invalid("agent") }
        let profile: AgentProfile = try reader.value()
        let idleSince = try reader.instant()
        let since = try reader.instant()
        let sequence = try reader.number()
        let lastOffer = try reader.number()
        guard lastOffer <= LineKey.sequenceMax / 2 else { throw .invalid("offer") }
        let tallies = AgentTallies(
            lastOffer: lastOffer, contacts: try readSum(&reader), talk: try readSum(&reader),
            work: try readSum(&reader),
            workingSince: try reader.optional { (reader) throws(WireError) in try reader.instant() })
        let state = AgentState(
            agent: agent, site: site, turn: turn, phase: phase, seats: present & 2 == 0 ? [] : try reader.seats(),
            open: ChannelSet(), version: version, intent: intent, reason: reason, activity: activity,
            isReady: present & 1 != 0, profile: profile, idleSince: idleSince, since: since, sequence: sequence)
        return (state, tallies)
    }

    private static func readSum(_ reader: inout WireReader) throws(WireError) -> FadingSum {
        guard let sum = FadingSum(logarithm: try reader.signed()) else { throw .invalid("sum") }
        return sum
    }
}
