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
        topics.append(TopicState(topic: topic, at: time))
        plainLines.addTopic()
        topicIndexByID[topic] = topics.count - 1
        return topics.count - 1
    }

    /// The index of a line, made when first needed.
    mutating func lineIndex(topic: Int, channel: Channel, demand: Demand?) -> UInt32 {
        let isPlain = demand == nil
        if isPlain, topics[topic].plainChannels.contains(channel) {
            return UInt32(plainLines[topic, Int(channel.rawValue)])
        }
        let identity = LineIdentity(demand: demand, topic: UInt32(topic), channel: channel)
        if !isPlain, let index = lineIndexByIdentity[identity] { return UInt32(index) }
        let index = freeLines.popLast() ?? lines.count
        if index == lines.count {
            lines.append(TopicLine(identity: identity))
        } else {
            lines[index] = TopicLine(identity: identity)
        }
        guard let demand else {
            topics[topic].plainChannels.insert(channel)
            plainLines.set(topic, channel, index)
            return UInt32(index)
        }
        lineIndexByIdentity[identity] = index
        if let agent = demand.agent {
            topics[topic].namedLines.append(index)
            linesByAgent[agent, default: []].append(index)
        } else {
            topics[topic].askingLines.append(index)
            for guest in demand.guests { topics[Int(guest)].guestLines.append(index) }
        }
        return UInt32(index)
    }

    /// Indices of all lines of a topic.
    func lines(of topic: Int) -> [Int] {
        var channels = topics[topic].plainChannels
        var all = topics[topic].askingLines + topics[topic].namedLines
        while let channel = channels.popFirst() { all.append(plainLines[topic, channel]) }
        return all
    }

    /// A contact belongs to a line no more. Lines that ask something go with their last contact: callers name what
    /// skills they like, and every free agent looks at all lines.
    /// Complexity: O(lines of the topic) for the last contact, else O(1).
    mutating func abandonLine(_ line: UInt32) {
        let index = Int(line)
        lines[index].contacts -= 1
        let identity = lines[index].identity
        guard lines[index].contacts == 0, let demand = identity.demand else { return }
        // Its memory goes, too: callers name what skills they like.
        lines[index] = TopicLine(identity: identity)
        if let agent = demand.agent {
            topics[Int(identity.topic)].namedLines.removeAll { $0 == index }
            linesByAgent[agent]?.removeAll { $0 == index }
            if linesByAgent[agent]?.isEmpty == true { linesByAgent[agent] = nil }
        } else {
            topics[Int(identity.topic)].askingLines.removeAll { $0 == index }
            for guest in demand.guests { topics[Int(guest)].guestLines.removeAll { $0 == index } }
        }
        lineIndexByIdentity[identity] = nil
        freeLines.append(index)
    }

    /// Whether a contact stands in its line: it waits, is due, and its site is not detached.
    func isInLine(_ slot: UInt32) -> Bool {
        contacts[slot].stage == .waiting
            && (!sites.isDetached(contacts[slot].site) || isPlanted(.detachedStillMatched))
    }

    /// Puts a waiting contact in its line at its key, unless it is not due yet or its site is detached.
    mutating func joinLine(_ slot: UInt32) {
        guard isInLine(slot) else { return countScheduled(slot, 1) }
        let contact = contacts[slot]
        let line = Int(contact.line)
        let handle = lines[line].change { $0.putBack(slot, at: contact.key, contact.handle) }
        guard let handle else { preconditionFailure("a line holds \(WaitingLine.capacity) contacts") }
        contacts[slot].handle = handle
        topics[lines[line].topic].waiting += 1
        waiting += 1
    }

    /// Takes a contact that waits out of its line; nothing happens when its site is detached.
    mutating func leaveLine(_ slot: UInt32) {
        guard isInLine(slot) else { return countScheduled(slot, -1) }
        let contact = contacts[slot]
        let line = Int(contact.line)
        let removed = lines[line].change { $0.remove(contact.handle, at: contact.key) }
        precondition(removed == slot, "the line took out another contact than \(contact.number)")
        topics[lines[line].topic].waiting -= 1
        topics[lines[line].topic].departures += 1
        waiting -= 1
    }

    /// A contact that is not due yet stands in no line, but is counted beside it.
    private mutating func countScheduled(_ slot: UInt32, _ one: Int) {
        guard contacts[slot].stage == .scheduled, !sites.isDetached(contacts[slot].site) else { return }
        topics[topic(of: slot)].scheduled += one
        guard contacts.routing(slot).call != nil else { return }
        countCall(slot, one)
    }

    /// Takes everybody out of the lines. Complexity: O(contacts + lines), with small steps.
    mutating func emptyLines() {
        for index in lines.indices {
            topics[lines[index].topic].departures += UInt64(lines[index].waiting.count)
            lines[index].empty()
        }
        linesWithCalls = []
        for index in topics.indices {
            topics[index].waiting = 0
            topics[index].scheduled = 0
        }
        waiting = 0
        contacts.forgetHandles()
    }

    /// Gives every contact its key and its line anew and lines them up again: after a change of ageing or of steps.
    mutating func rebuildLines() {
        for index in lines.indices { lines[index].empty() }
        linesWithCalls = []
        for index in topics.indices {
            topics[index].waiting = 0
            topics[index].departures += 1
            topics[index].scheduled = 0
        }
        waiting = 0
        for slot in contacts.slotsInUse {
            let contact = contacts[slot]
            let identity = lines[Int(contact.line)].identity
            let demand = self.demand(
                of: Int(identity.topic), identity.requirements, contacts.routing(slot), site: contact.site)
            let line = lineIndex(topic: Int(identity.topic), channel: identity.channel, demand: demand)
            lines[Int(line)].contacts += 1
            contacts[slot].line = line
            abandonLine(contact.line)
            contacts[slot].key = key(
                priority: contact.priority, arrival: contact.arrival, sequence: contact.key.sequence)
            contacts[slot].handle = .unknown
            joinLine(slot)
        }
    }

    /// How often somebody has left the lines of a contact's topic since this engine was made; nil for a contact that
    /// does not wait. As long as it is the same, no position in the topic is better than it was. Complexity: O(1).
    public func departures(around number: ContactNumber) -> UInt64? {
        guard let slot = contacts.slot(of: number), isInLine(slot) else { return nil }
        return topics[topic(of: slot)].departures
    }

    /// A contact's position in its topic, from 1; nil when it does not wait, is not due or its site is detached.
    /// Complexity: O(lines of the topic × log line).
    public func position(of number: ContactNumber) -> Int? { place(of: number)?.position }

    /// Where a contact stands: its line, its position there and in the topic, and how many of the topic come before it
    /// who do not wait for one agent alone. Complexity: as ``position(of:)``.
    func place(of number: ContactNumber) -> (line: Int, own: Int, position: Int, rivals: Int)? {
        guard let slot = contacts.slot(of: number), isInLine(slot) else { return nil }
        let contact = contacts[slot]
        let line = Int(contact.line)
        guard let own = lines[line].waiting.position(of: contact.handle, at: contact.key) else { return nil }
        var position = own
        var rivals = own - 1
        for other in lines(of: lines[line].topic) where other != line {
            let count = lines[other].waiting.countAhead(of: contact.key)
            position += count
            if lines[other].identity.demand?.agent == nil { rivals += count }
        }
        return (line, own, position, rivals)
    }
}
