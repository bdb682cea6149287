// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// The whole state as bytes: equal states give equal bytes on every node, so that a digest of them compares nodes (I13).
extension Engine: WireCodable {
    private static let version: UInt8 = 2

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
        let ordered = contacts.slotsInUse.map { contacts[$0] }.sorted { $0.record.number < $1.record.number }
        writer.list(ordered) { Self.write($1, to: &$0) }
        writer.list(agents) { Self.write($1, to: &$0) }
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
            siteOrder.append(state.home.site)
            sites[state.home.site] = state
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
        for contact in try reader.list(Self.readContact) {
            guard contact.key.sequence <= sequence else { throw .invalid("sequence") }
            guard contacts.slot(of: contact.record.number) == nil, sequences.insert(contact.key.sequence).inserted
            else {
                throw .invalid("contact twice")
            }
            restore(contact)
        }
        for agent in try reader.list(Self.readAgent) {
            guard agentIndexByID[agent.agent] == nil else { throw .invalid("agent twice") }
            append(agent)
        }
    }

    private mutating func restore(_ contact: ContactState) {
        var contact = contact
        contact.line = lineIndex(of: contact.record)
        lines[contact.line].contacts += 1
        contact.key = key(
            priority: contact.record.priority, arrival: contact.record.arrival, sequence: contact.key.sequence)
        joinLine(contacts.insert(contact))
    }
}
