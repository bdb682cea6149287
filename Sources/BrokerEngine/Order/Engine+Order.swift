// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// The order of the lines: priority, then arrival, then log sequence; with ageing, arrival moved by the priority's
// worth.
extension Engine {
    /// The place of a contact. Two contacts never swap as time passes, with ageing or without.
    func key(priority: UInt8, arrival: PoolInstant, sequence: UInt64) -> LineKey {
        guard let agingMs = configuration.agingMs else {
            return LineKey(
                level: isPlanted(.levelReversed) ? 255 - priority : priority,
                arrival: isPlanted(.tieReversed) ? -arrival.milliseconds : arrival.milliseconds, sequence: sequence)
        }
        // With ageing there is one level: each level of priority counts as so much waiting.
        return LineKey(level: 0, arrival: arrival.milliseconds - Int64(priority) * agingMs, sequence: sequence)
    }

    /// Whether these topics are known, or may be remembered too: what agents name at their login stays for ever.
    /// Complexity: O(topics).
    public func hasRoom(for names: [TopicID]) -> Bool {
        let unknown = names.count { topicIndexByID[$0] == nil }
        return unknown == 0 || topics.count + unknown <= Limits.topicsRemembered
    }

    /// The index of a topic, made when first seen.
    mutating func topicIndex(_ topic: TopicID) -> Int {
        if let index = topicIndexByID[topic] { return index }
        topics.append(TopicState(topic: topic))
        topicIndexByID[topic] = topics.count - 1
        return topics.count - 1
    }

    /// The index of a line, made when first needed.
    mutating func lineIndex(of record: ContactRecord) -> Int {
        let topic = topicIndex(record.topic)
        let isPlain = record.requirements.isEmpty
        let plain = Int(topics[topic].plainLines[Int(record.channel.rawValue)])
        if isPlain && plain >= 0 { return plain }
        let identity = LineIdentity(topic: topic, channel: record.channel, requirements: record.requirements)
        if let index = lineIndexByIdentity[identity] { return index }
        let index = freeLines.popLast() ?? lines.count
        if index == lines.count {
            lines.append(TopicLine(identity: identity))
        } else {
            lines[index] = TopicLine(identity: identity)
        }
        lineIndexByIdentity[identity] = index
        topics[topic].lines.append(index)
        if isPlain { topics[topic].plainLines[Int(record.channel.rawValue)] = Int32(index) }
        return index
    }

    /// A contact belongs to a line no more. Lines with requirements go with their last contact: callers name what
    /// skills they like, and every free agent looks at all lines.
    /// Complexity: O(lines of the topic) for the last contact, else O(1).
    mutating func abandonLine(_ index: Int) {
        lines[index].contacts -= 1
        let identity = lines[index].identity
        guard lines[index].contacts == 0, !identity.requirements.isEmpty else { return }
        // Its memory goes, too: callers name what skills they like.
        lines[index] = TopicLine(identity: identity)
        topics[identity.topic].lines.removeAll { $0 == index }
        lineIndexByIdentity[identity] = nil
        freeLines.append(index)
    }

    /// Puts a waiting contact in its line at its key, unless its site is detached.
    mutating func joinLine(_ slot: UInt32) {
        let contact = contacts[slot]
        let isSkipped = sites[contact.record.site]?.isDetached == true && !isPlanted(.detachedStillMatched)
        guard contact.phase == .waiting, !isSkipped else { return }
        let known = contacts.handle(slot)
        let handle = lines[contact.line].change { $0.putBack(slot, at: contact.key, known) }
        guard let handle else { preconditionFailure("a line holds \(WaitingLine.capacity) contacts") }
        contacts.keep(handle, of: slot)
        topics[lines[contact.line].identity.topic].waiting += 1
        waiting += 1
    }

    /// Takes a contact out of its line; nothing happens when it is not in it.
    mutating func leaveLine(_ slot: UInt32) {
        let contact = contacts[slot]
        guard contact.phase == .waiting else { return }
        let known = contacts.handle(slot)
        let removed = lines[contact.line].change { $0.remove(known, at: contact.key) }
        guard let removed else { return }
        precondition(removed == slot, "the line took out contact \(removed) for \(slot)")
        topics[lines[contact.line].identity.topic].waiting -= 1
        waiting -= 1
    }

    /// Whether a contact is in its line. Complexity: O(1); O(log n) if the line was rearranged around it.
    func isInLine(_ slot: UInt32) -> Bool {
        lines[contacts[slot].line].waiting.contains(contacts.handle(slot), at: contacts[slot].key)
    }

    /// Gives every contact its key anew and lines them up again: after a change of ageing.
    mutating func rebuildLines() {
        for index in lines.indices { lines[index].empty() }
        for index in topics.indices { topics[index].waiting = 0 }
        waiting = 0
        for slot in contacts.slotsInUse {
            let record = contacts[slot].record
            contacts[slot].key = key(
                priority: record.priority, arrival: record.arrival, sequence: contacts[slot].key.sequence)
            contacts.keep(.unknown, of: slot)
            joinLine(slot)
        }
    }

    /// A contact's position in its topic, from 1; nil when it does not wait or its site is detached.
    /// Complexity: O(lines of the topic × log line).
    public func position(of number: ContactNumber) -> Int? {
        guard let slot = contacts.slot(of: number) else { return nil }
        let contact = contacts[slot]
        let handle = contacts.handle(slot)
        guard let own = lines[contact.line].waiting.position(of: handle, at: contact.key) else { return nil }
        let others = topics[lines[contact.line].identity.topic].lines.lazy.filter { $0 != contact.line }
        return others.reduce(own) { $0 + lines[$1].waiting.countAhead(of: contact.key) }
    }
}
