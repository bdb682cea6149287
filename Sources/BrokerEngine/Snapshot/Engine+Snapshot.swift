// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// The whole state as bytes: equal states give equal bytes on every node, so that a digest of them compares nodes (I13).
extension Engine: WireCodable {
    /// Writes the state; lines and indices are not written, since they follow from it. Complexity: O(n log n).
    public func write(to writer: inout WireWriter) { write(to: &writer) { (_) throws(Never) in } }

    /// Writes the state in pieces of `size` bytes, the last as long as it is: nobody need hold all of it.
    ///
    /// - Parameter take: called with each, in order.
    /// - Complexity: O(n log n).
    public func write<Failure: Error>(
        inPiecesOf size: Int, _ take: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = WireWriter(capacity: 2 * size)
        try write(to: &writer) { (writer) throws(Failure) in
            while writer.bytes.count >= size { try take(writer.take(size)) }
        }
        if !writer.bytes.isEmpty { try take(writer.bytes) }
    }

    private func write<Failure: Error>(
        to writer: inout WireWriter, grown: (inout WireWriter) throws(Failure) -> Void
    ) throws(Failure) {
        writeHead(to: &writer)
        let ordered = contacts.slotsByNumber
        writer.number(UInt64(ordered.count))
        for slot in ordered {
            write(contact: slot, to: &writer)
            try grown(&writer)
        }
        writer.list(Array(agents.indices)) { writer, index in
            Self.write(agentState(index), agents.details[index].tallies, to: &writer)
        }
        writeMore(to: &writer)
        try grown(&writer)
    }

    /// What comes before the contacts.
    private func writeHead(to writer: inout WireWriter) {
        writer.byte(EngineHead.version)
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
    }

    /// Reads a state and builds lines and indices again.
    public init(from reader: inout WireReader) throws(WireError) {
        var reading = EngineReading(keepsContacts: true)
        self = try reading.readAll(&reader)
    }

    /// Reads what comes before the contacts, into an engine that is new.
    mutating func readHead(_ reader: inout WireReader) throws(WireError) {
        let head = try EngineHead(from: &reader)
        self = Engine(generation: head.generation, sequence: head.sequence, time: head.time)
        epoch = head.epoch
        owner = try reader.optional { (reader) throws(WireError) in try reader.id() }
        configuration = try reader.value()
        let homes = try reader.list { (reader) throws(WireError) -> SiteState in
            let home: HomeRecord = try reader.value()
            let reign = try reader.number()
            return SiteState(
                home: home, reign: reign, heldSince: reign,
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
    }

    /// Takes in a contact that was read.
    mutating func restore(_ contact: ContactState, _ tried: [UInt32], _ ring: OpenRing?) {
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
