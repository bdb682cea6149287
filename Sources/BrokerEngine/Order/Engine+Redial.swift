// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// Who gives up and calls again in time has the place of before: at any site, since the log tells who gave up.
extension Engine {
    /// When a contact counts as having come: a caller who gave up and calls again came when they first did.
    func arrival(of record: ContactRecord, topic: Int?) -> PoolInstant {
        guard let caller = redialler(record, topic), let before = redials.place(of: caller, at: time) else {
            return record.arrival
        }
        return min(before, record.arrival)
    }

    /// A contact has entered: its caller's place is taken.
    mutating func noteArrival(of record: ContactRecord, topic: Int) {
        guard let caller = redialler(record, topic) else { return }
        redials.forget(caller)
    }

    /// A contact ends unanswered.
    mutating func noteAbandon(_ slot: UInt32) {
        let topic = topic(of: slot)
        guard let redialMs = topics[topic].terms?.redialMs, redialMs > 0, contacts[slot].stage != .scheduled,
            let hash = contacts.details(slot).caller?.callerHash, !hash.isEmpty
        else { return }
        redials.sweep(at: time)
        redials.remember(
            RedialMemory.Caller(topic: topic, hash: hash),
            RedialMemory.Place(
                arrival: contacts[slot].arrival, until: PoolInstant(time.milliseconds + redialMs)))
    }

    private func redialler(_ record: ContactRecord, _ topic: Int?) -> RedialMemory.Caller? {
        guard !redials.isEmpty, let topic, let hash = record.caller?.callerHash, !hash.isEmpty,
            record.routing.dueAt == nil
        else { return nil }
        return RedialMemory.Caller(topic: topic, hash: hash)
    }

    // MARK: - Snapshots

    /// Who is remembered, as a part of a snapshot; nil where nobody is.
    var redialsPart: [UInt8]? {
        let remembered = redials.inOrder
        guard !remembered.isEmpty else { return nil }
        var writer = WireWriter()
        writer.list(remembered) { writer, entry in
            writer.id(topics[entry.0.topic].topic)
            writer.blob(entry.0.hash)
            writer.instant(entry.1.arrival)
            writer.instant(entry.1.until)
        }
        return writer.bytes
    }

    /// Reads who is remembered.
    mutating func readRedials(from reader: inout WireReader) throws(WireError) {
        let remembered = try reader.list { (reader) throws(WireError) -> (TopicID, [UInt8], RedialMemory.Place) in
            (
                try reader.id(), try reader.blob(),
                RedialMemory.Place(arrival: try reader.instant(), until: try reader.instant())
            )
        }
        for (topic, hash, place) in remembered {
            redials.remember(RedialMemory.Caller(topic: topicIndex(topic), hash: hash), place)
        }
    }
}
