// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

// Who could serve a topic at all, counted as agents come, go, pause and fall silent. A conversation changes nothing.
extension Engine {
    /// Counts an agent anew, where they serve, if they stand otherwise than before. Complexity: O(1), or O(topics).
    mutating func restaff(_ index: Int) { restaff(index, as: attendance(of: index)) }

    /// Counts an agent no more: before the topics change. Complexity: O(topics).
    mutating func unstaff(_ index: Int) { restaff(index, as: .absent) }

    private mutating func restaff(_ index: Int, as attendance: Attendance) {
        let before = agents[index].attendance
        guard attendance != before else { return }
        agents[index].attendance = attendance
        lookUpTopics(index)
        for served in agents.details[index].topics {
            topics[served.topic].staff.move(from: before, to: attendance, at: time)
            let entry = Crew.Entry(agent: UInt32(index), level: served.level)
            if before == .present { topics[served.topic].crew.remove(entry.agent, taking: agents[index].channels) }
            if attendance == .present { topics[served.topic].crew.insert(entry, taking: agents[index].channels) }
        }
    }

    private func attendance(of index: Int) -> Attendance {
        let agent = agents[index]
        switch agent.intent {
        case .offline: return .absent
        case .onBreak: return .onBreak
        case .available: break
        }
        if sites.isDetached(agent.site) { return .unreachable }
        return switch agent.activity {
        case .unreachable, .notResponding: .unreachable
        case .idle, .offered, .busy, .wrapping: .present
        }
    }

    /// Why nobody could take a topic's contacts, and since when as far as this node has read; nil while somebody could.
    /// Complexity: O(1).
    public func vacancy(of topic: TopicID) -> (why: Vacancy, since: PoolInstant)? {
        guard let index = topicIndexByID[topic] else { return (.noAgents, time) }
        let staff = topics[index].staff
        return staff.vacancy.map { ($0, staff.since) }
    }
}
