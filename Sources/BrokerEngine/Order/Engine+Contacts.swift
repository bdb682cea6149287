// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

// Contacts: entering, being reported, ending.
extension Engine {
    /// Folds the entry of a site's contact into a topic's line; returns its slot.
    mutating func apply(_ record: ContactRecord, turn: Turn, to topic: Int, of site: UInt32) -> UInt32 {
        let demand = self.demand(of: topic, record, site: site)
        let line = lineIndex(topic: topic, channel: record.channel, demand: demand)
        let slot = contacts.insert(
            ContactCore(
                number: record.number, arrival: record.arrival, turn: turn,
                key: key(priority: record.priority, arrival: record.arrival, sequence: sequence), stage: .waiting,
                wasAnswered: false, priority: record.priority, line: line, site: site),
            ContactDetails(id: record.id, claim: record.claim, caller: record.caller))
        if record.asksMore { contacts.setRouting(slot, record.routing) }
        recountCallback(slot, before: nil)
        takeSlot(slot)
        lines[Int(line)].contacts += 1
        // An agent's question is nobody who came.
        if !isConsult(slot) { topics[topic].statistics.arrived += 1 }
        noteArrival(of: record, topic: topic)
        joinLine(slot)
        return slot
    }

    mutating func apply(_ report: ContactReport) {
        if let slot = contacts.slot(of: report.number) { return apply(report, of: slot) }
        if case .ended = report.phase { ledger.end(report.number) }
    }

    /// Folds a report of a contact that has not ended.
    mutating func apply(_ report: ContactReport, of slot: UInt32) {
        precondition(
            contacts[slot].isOlder(than: report) || isPlanted(.oldReportTaken),
            "a report that says nothing new of \(report.number) is in the log")
        let called = calledNumber(slot)
        let isKept = if case .ended = report.phase { isPlanted(.slotKept) } else { false }
        if !isKept { giveSlotsBack(slot) }
        leaveLine(slot)
        if case .waiting = report.phase { rememberTried(slot) }
        endOffer(slot)
        contacts[slot].turn = report.turn
        switch report.phase {
        case .waiting:
            rekey(slot, report)
            contacts.setPhase(slot, .waiting)
            recountCallback(slot, before: called)
            takeSlot(slot)
            joinLine(slot)
        case .connected(let offer, let agent):
            if topics[topic(of: slot)].topic != report.topic {
                // An island took it to another line before it was answered.
                rekey(slot, report)
                recountCallback(slot, before: called)
            }
            contacts.forgetTried(slot)
            contacts.setPhase(slot, .connected(offer, agent))
            countAnswer(slot, report)
        case .ended(let outcome):
            countEnd(slot, outcome)
            if let called { endCallback(slot, to: called) }
            let line = contacts[slot].line
            contacts.remove(slot)
            abandonLine(line)
            ledger.end(report.number)
        }
    }

    private mutating func rememberTried(_ slot: UInt32) {
        guard case .offered(let offer) = contacts.phase(slot) else { return }
        if let ring = contacts.ring(slot) { return contacts.remember(tried: ring.agents, of: slot) }
        guard let agent = agents.index(of: offer.agent) else { return }
        contacts.remember(tried: [UInt32(agent)], of: slot)
    }

    private mutating func endOffer(_ slot: UInt32) {
        let topic = topic(of: slot)
        switch contacts[slot].stage {
        case .none, .waiting, .scheduled: break
        case .offered:
            topics[topic].statistics.offered -= 1
            closeRing(slot)
        case .connected: topics[topic].statistics.connected -= 1
        }
    }

    /// A place changes only here: by a report that names another topic, priority or arrival.
    private mutating func rekey(_ slot: UInt32, _ report: ContactReport) {
        let before = contacts[slot]
        let line = lines[Int(before.line)].identity
        guard
            topics[Int(line.topic)].topic != report.topic || before.priority != report.priority
                || report.restartedAt != nil || asksOtherwise(slot, report)
        else { return }
        let topic = topicIndex(report.topic)
        let demand = self.demand(of: topic, line.requirements, report.routing, site: before.site)
        let channel = report.routing.callback == nil ? line.channel : .callback
        let next = lineIndex(topic: topic, channel: channel, demand: demand)
        lines[Int(next)].contacts += 1
        contacts[slot].line = next
        contacts[slot].handle = .unknown
        abandonLine(before.line)
        let arrival = report.restartedAt ?? before.arrival
        contacts[slot].priority = report.priority
        contacts.setRouting(slot, report.routing)
        contacts[slot].arrival = arrival
        contacts[slot].key = key(priority: report.priority, arrival: arrival, sequence: before.key.sequence)
    }

    private func asksOtherwise(_ slot: UInt32, _ report: ContactReport) -> Bool {
        // Nearly all ask nothing: without a look at what.
        guard report.asksMore || contacts.asksMore(slot) else { return false }
        return contacts.routing(slot) != report.routing
    }

    private mutating func countAnswer(_ slot: UInt32, _ report: ContactReport) {
        let topic = topic(of: slot)
        topics[topic].statistics.connected += 1
        guard !contacts[slot].wasAnswered else { return }
        contacts[slot].wasAnswered = true
        guard !isConsult(slot) else { return }
        let waitedMs = waitedMs(slot)
        let terms = topics[topic].terms
        topics[topic].statistics.countAnswer(waitedMs: waitedMs, within: terms?.serviceLevelMs ?? 0)
        topics[topic].estimates.countWait(waitedMs, hasLeft: false)
        if let errorMs = report.estimateErrorMs { topics[topic].estimates.countError(errorMs) }
    }

    private mutating func countEnd(_ slot: UInt32, _ outcome: Outcome) {
        guard !contacts[slot].wasAnswered, !isConsult(slot) else { return }
        if outcome == .abandoned { noteAbandon(slot) }
        let topic = topic(of: slot)
        let waitedMs = waitedMs(slot)
        let terms = topics[topic].terms
        topics[topic].statistics.countEnd(outcome, waitedMs: waitedMs, shortMs: terms?.shortAbandonMs ?? 0)
        // Who was answered by an island has not left; who was not due yet has not waited.
        guard outcome != .handled, contacts[slot].stage != .scheduled else { return }
        topics[topic].estimates.countWait(waitedMs, hasLeft: true)
    }

    /// How long a contact has waited; one that is not due yet has not waited at all.
    private func waitedMs(_ slot: UInt32) -> Int64 {
        contacts[slot].stage == .scheduled ? 0 : time.milliseconds - contacts[slot].arrival.milliseconds
    }

    /// Whether a contact is an agent's question about another: it counts in its line, and among nobody who came, was
    /// answered or left.
    private func isConsult(_ slot: UInt32) -> Bool {
        contacts.asksMore(slot) && contacts.routing(slot).consult != nil
    }

    /// The index of a contact's topic.
    func topic(of slot: UInt32) -> Int { lines[Int(contacts[slot].line)].topic }

    /// A contact as whoever asks sees it.
    func contactState(_ slot: UInt32) -> ContactState {
        let core = contacts[slot]
        let details = contacts.details(slot)
        let line = lines[Int(core.line)].identity
        let record = ContactRecord(
            number: core.number, id: details.id, site: sites.name(core.site), topic: topics[Int(line.topic)].topic,
            priority: core.priority, channel: line.channel, arrival: core.arrival, claim: details.claim,
            requirements: line.requirements, caller: details.caller,
            routing: contacts.asksMore(slot) ? contacts.routing(slot) : nil)
        return ContactState(
            record: record, turn: core.turn, phase: contacts.phase(slot), key: core.key,
            wasAnswered: core.wasAnswered)
    }
}
