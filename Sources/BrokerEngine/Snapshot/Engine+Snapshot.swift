// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// The whole state as bytes: equal states give equal bytes on every node, so that a digest of them compares nodes (I13).
extension Engine: WireCodable {
    private static let version: UInt8 = 3

    /// Writes the state; lines and indices are not written, since they follow from it. Complexity: O(n log n).
    public func write(to writer: inout WireWriter) {
        writer.byte(Self.version)
        writer.number(UInt64(generation))
        writer.number(sequence)
        writer.instant(time)
        writer.number(epoch)
        writer.optional(owner) { $0.id($1) }
        writer.value(configuration)
        writer.list(sitesInOrder) { writer, entry in
            writer.value(entry.state.home)
            writer.number(entry.state.reign)
            writer.list(entry.state.heirs) { $0.id($1) }
            writer.number(entry.state.listedAt)
            writer.flag(entry.state.isDetached)
        }
        writer.number(ledger.next)
        writer.list(ledger.entries) { Self.write($1, to: &$0) }
        writer.list(ledger.gaps) { Self.write($1, to: &$0) }
        writer.list(topics) { writer, topic in
            writer.id(topic.topic)
            writer.value(topic.statistics)
        }
        let ordered = contacts.slotsInUse.sorted { contacts[$0].number < contacts[$1].number }
        writer.list(ordered) { Self.write(contactState($1), tried: contacts.tried($1), contacts.ring($1), to: &$0) }
        writer.list(Array(agents.indices)) { writer, index in
            Self.write(agentState(index), agents.details[index].tallies, to: &writer)
        }
        writeMore(to: &writer)
    }

    /// Reads a state and builds lines and indices again.
    public init(from reader: inout WireReader) throws(WireError) {
        let version = try reader.byte()
        guard version == Self.version else { throw .version(version) }
        self.init(
            generation: try reader.number32(), sequence: try reader.number(), time: try reader.instant())
        guard sequence <= LineKey.sequenceMax else { throw .invalid("sequence") }
        epoch = try reader.number()
        owner = try reader.optional { (reader) throws(WireError) in try reader.id() }
        configuration = try reader.value()
        let homes = try reader.list { (reader) throws(WireError) in
            SiteState(
                home: try reader.value(), reign: try reader.number(),
                heirs: try reader.list { (reader) throws(WireError) in try reader.id() },
                listedAt: try reader.number(), isDetached: try reader.flag())
        }
        for state in homes {
            guard sites[state.home.site] == nil else { throw .invalid("site twice") }
            sites.join(state)
        }
        let next = try reader.number()
        let entries = try reader.list(Self.readRange)
        ledger = NumberLedger(entries: entries, next: next, gaps: try reader.list(Self.readGap))
        guard ledger.isInOrder else { throw .invalid("claim ranges") }
        let figures = try reader.list { (reader) throws(WireError) -> (TopicID, TopicStatistics) in
            (try reader.id(), try reader.value())
        }
        for (topic, statistics) in figures { topics[topicIndex(topic)].statistics = statistics }
        takeSettings()
        var sequences = Set<UInt64>()
        var triedMost: UInt32 = 0
        for (contact, tried, ring) in try reader.list(Self.readContact) {
            triedMost = max(triedMost, tried.max() ?? 0, ring?.agents.max() ?? 0)
            guard contact.key.sequence <= sequence else { throw .invalid("sequence") }
            guard contacts.slot(of: contact.record.number) == nil, sequences.insert(contact.key.sequence).inserted
            else {
                throw .invalid("contact twice")
            }
            restore(contact, tried, ring)
        }
        for (agent, tallies) in try reader.list(Self.readAgent) {
            guard agents.index(of: agent.agent) == nil else { throw .invalid("agent twice") }
            append(agent, tallies)
        }
        guard triedMost < max(1, agents.count) else { throw .invalid("agent who was tried") }
        try readMore(&reader)
    }

    private mutating func restore(_ contact: ContactState, _ tried: [UInt32], _ ring: OpenRing?) {
        let record = contact.record
        let topic = topicIndex(record.topic)
        let site = sites.index(of: record.site)
        let demand = self.demand(of: topic, record, site: site)
        let line = lineIndex(topic: topic, channel: record.channel, demand: demand)
        lines[Int(line)].contacts += 1
        let place = key(priority: record.priority, arrival: record.arrival, sequence: contact.key.sequence)
        let slot = contacts.insert(
            ContactCore(
                number: record.number, arrival: record.arrival, turn: contact.turn, key: place, stage: .waiting,
                wasAnswered: contact.wasAnswered, priority: record.priority, line: line, site: site),
            ContactDetails(id: record.id, claim: record.claim, caller: record.caller))
        if record.asksMore { contacts.setRouting(slot, record.routing) }
        contacts.setPhase(slot, contact.phase)
        recountCallback(slot, before: nil)
        takeSlot(slot)
        contacts.remember(tried: tried, of: slot)
        if let ring { restore(ring, of: slot) }
        joinLine(slot)
    }
}
