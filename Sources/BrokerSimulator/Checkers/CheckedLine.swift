// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// The line as the order's definition has it, reckoned anew and slowly: who waits, and who comes before whom.
struct CheckedLine {
    private struct Place {
        let number: ContactNumber
        let site: SiteID
        var channel: Channel
        let requirements: [SkillLevel]
        var topic: TopicID
        var priority: UInt8
        var arrival: Int64
        let sequence: UInt64
        var isWaiting = true

        func canBeServed(by agent: AgentProfile) -> Bool {
            agent.maySatisfy(topic: topic, channel: channel, requirements: requirements)
        }
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
                number: record.number, site: record.site, channel: record.channel, requirements: record.requirements,
                topic: record.topic, priority: record.priority, arrival: record.arrival.milliseconds,
                sequence: sequence,
                isWaiting: record.routing.dueAt == nil))
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
            if report.routing.callback != nil { places[index].channel = .callback }
            places[index].topic = report.topic
            places[index].priority = report.priority
            places[index].arrival = report.restartedAt?.milliseconds ?? places[index].arrival
        }
    }

    /// Who waits for one of an agent's topics, can be served by the agent and comes before a contact, and which rule
    /// says so.
    func whoShouldCome(
        before number: ContactNumber, agent: AgentProfile, skipping sites: [SiteID], agingMs: Int64?
    ) -> (number: ContactNumber, rule: String)? {
        guard let chosen = places.first(where: { $0.number == number }) else { return nil }
        for other in places where other.isWaiting && other.number != number {
            guard !sites.contains(other.site), other.canBeServed(by: agent) else { continue }
            if let agingMs {
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
