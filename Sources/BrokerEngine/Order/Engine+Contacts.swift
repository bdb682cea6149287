// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

// Contacts: entering, being reported, ending.
extension Engine {
    mutating func apply(_ record: ContactRecord, turn: Turn) {
        let line = lineIndex(of: record)
        let place = key(priority: record.priority, arrival: record.arrival, sequence: sequence)
        let slot = contacts.insert(
            ContactState(
                record: record, turn: turn, phase: .waiting, key: place, wasAnswered: false, line: line))
        lines[line].contacts += 1
        topics[lines[line].identity.topic].statistics.arrived += 1
        joinLine(slot)
    }

    mutating func apply(_ report: ContactReport) {
        guard let slot = contacts.slot(of: report.number) else {
            if case .ended = report.phase { ledger.end(report.number) }
            return
        }
        precondition(
            contacts[slot].isOlder(than: report) || isPlanted(.oldReportTaken),
            "a report that says nothing new of \(report.number) is in the log")
        leaveLine(slot)
        endOffer(slot)
        contacts[slot].turn = report.turn
        switch report.phase {
        case .waiting:
            rekey(slot, report)
            contacts[slot].phase = .waiting
            joinLine(slot)
        case .connected(let offer, let agent):
            contacts[slot].phase = .connected(offer, agent)
            countAnswer(slot)
        case .ended(let outcome):
            countEnd(slot, outcome)
            let line = contacts[slot].line
            contacts.remove(slot)
            abandonLine(line)
            ledger.end(report.number)
        }
    }

    private mutating func endOffer(_ slot: UInt32) {
        let topic = lines[contacts[slot].line].identity.topic
        switch contacts[slot].phase {
        case .waiting: break
        case .offered: topics[topic].statistics.offered -= 1
        case .connected: topics[topic].statistics.connected -= 1
        }
    }

    /// A place changes only here: by a report that names another topic, priority or arrival.
    private mutating func rekey(_ slot: UInt32, _ report: ContactReport) {
        var record = contacts[slot].record
        guard record.topic != report.topic || record.priority != report.priority || report.restartedAt != nil else {
            return
        }
        record.topic = report.topic
        record.priority = report.priority
        record.arrival = report.restartedAt ?? record.arrival
        contacts[slot].record = record
        let before = contacts[slot].line
        let line = lineIndex(of: record)
        lines[line].contacts += 1
        contacts[slot].line = line
        contacts.keep(.unknown, of: slot)
        abandonLine(before)
        contacts[slot].key = key(
            priority: record.priority, arrival: record.arrival, sequence: contacts[slot].key.sequence)
    }

    private mutating func countAnswer(_ slot: UInt32) {
        let topic = lines[contacts[slot].line].identity.topic
        topics[topic].statistics.connected += 1
        guard !contacts[slot].wasAnswered else { return }
        contacts[slot].wasAnswered = true
        let waitedMs = time.milliseconds - contacts[slot].record.arrival.milliseconds
        topics[topic].statistics.countAnswer(waitedMs: waitedMs, within: topics[topic].settings?.serviceLevelMs ?? 0)
    }

    private mutating func countEnd(_ slot: UInt32, _ outcome: Outcome) {
        guard !contacts[slot].wasAnswered else { return }
        let waitedMs = time.milliseconds - contacts[slot].record.arrival.milliseconds
        let topic = lines[contacts[slot].line].identity.topic
        let shortMs = topics[topic].settings?.shortAbandonMs ?? 0
        topics[topic].statistics.countEnd(outcome, waitedMs: waitedMs, shortMs: shortMs)
    }
}
