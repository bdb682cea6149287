// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// The line as the order's definition has it, reckoned anew and slowly: who waits, and who comes before whom.
struct CheckedLine {
    private struct Place {
        let number: ContactNumber
        var ask: CheckedAsk
        var priority: UInt8
        var arrival: Int64
        let sequence: UInt64
        var isWaiting = true
    }

    private var places: [Place] = []
    private var ended: Set<ContactNumber> = []

    /// Nobody is in it.
    init() {}

    /// Everybody a state has.
    init(_ engine: Engine) {
        for (site, _) in engine.sitesInOrder {
            for contact in engine.contacts(of: site) {
                _ = enter(contact.record, sequence: contact.enteredAt)
                if contact.phase != .waiting { leave(contact.record.number) }
            }
        }
    }

    /// A contact enters; false if it was there before.
    mutating func enter(_ record: ContactRecord, sequence: UInt64) -> Bool {
        let isNew = !ended.contains(record.number) && !places.contains { $0.number == record.number }
        places.append(
            Place(
                number: record.number, ask: CheckedAsk(record), priority: record.priority,
                arrival: record.arrival.milliseconds, sequence: sequence, isWaiting: record.routing.dueAt == nil))
        return isNew
    }

    /// A contact is offered to somebody.
    mutating func leave(_ number: ContactNumber) {
        guard let index = places.firstIndex(where: { $0.number == number }) else { return }
        places[index].isWaiting = false
    }

    /// A contact's home has told the log of it.
    mutating func hear(_ report: ContactReport) {
        guard let index = places.firstIndex(where: { $0.number == report.number }) else { return }
        switch report.phase {
        case .ended:
            ended.insert(report.number)
            places.remove(at: index)
        case .connected: places[index].isWaiting = false
        case .waiting:
            places[index].isWaiting = report.routing.dueAt == nil
            places[index].ask.topic = report.topic
            places[index].ask.routing = report.routing
            if report.routing.callback != nil { places[index].ask.channel = .callback }
            places[index].priority = report.priority
            places[index].arrival = report.restartedAt?.milliseconds ?? places[index].arrival
        }
    }

    /// Whether an agent may be offered a contact that is in the line.
    func isOpen(
        _ number: ContactNumber, to agent: AgentID, at site: SiteID, _ profile: AgentProfile, _ rules: Configuration
    ) -> Bool {
        // An island's line has only those who waited when it began, and who came since.
        guard let place = places.first(where: { $0.number == number }) else { return true }
        return place.ask.group(of: agent, at: site, profile, rules) != nil
    }

    /// Who waits and may be offered to an agent and comes before a contact, and which rule says so.
    func whoShouldCome(
        before number: ContactNumber, agent: AgentID, at site: SiteID, _ profile: AgentProfile,
        skipping sites: [SiteID], _ rules: Configuration
    ) -> (number: ContactNumber, rule: String)? {
        guard let chosen = places.first(where: { $0.number == number }) else { return nil }
        for other in places where other.isWaiting && other.number != number {
            guard !sites.contains(other.ask.site),
                other.ask.group(of: agent, at: site, profile, rules) != nil
            else { continue }
            if let agingMs = rules.agingMs {
                let mine = chosen.arrival - Int64(chosen.priority) * agingMs
                let theirs = other.arrival - Int64(other.priority) * agingMs
                if (theirs, other.sequence) < (mine, chosen.sequence) { return (other.number, "I7") }
            } else if other.priority != chosen.priority {
                if other.priority > chosen.priority { return (other.number, "I6") }
            } else if (other.arrival, other.sequence) < (chosen.arrival, chosen.sequence) {
                return (other.number, "I7")
            }
        }
        return nil
    }
}
