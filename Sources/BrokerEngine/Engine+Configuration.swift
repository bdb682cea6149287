// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// Changes of the configuration, live, without touching who waits.
extension Engine {
    mutating func configure(
        _ configuration: Configuration, ifRevision: UInt64?, request: UInt64, into events: inout [Event]
    ) -> Refusal? {
        let current = self.configuration.revision
        guard ifRevision ?? current == current else {
            return Refusal(
                .conflict, "the configuration is at revision \(current); read it again and repeat", field: "ifRevision",
                state: String(current))
        }
        guard configuration.topics.count <= Limits.topics else {
            return Refusal(.full, "a pool has at most \(Limits.topics) topics", field: "topics")
        }
        var next = configuration
        next.revision = current + 1
        emit(.configured(next, request: request), into: &events)
        matchEverybody(into: &events)
        return nil
    }

    mutating func apply(_ configuration: Configuration) {
        let isReordered = configuration.agingMs != self.configuration.agingMs
        let steps = topics.map(\.relaxation)
        self.configuration = configuration
        // A topic may have another strategy: whoever is free is put in its order.
        let free = agents.indices.filter { agents[$0].isListed }
        for agent in free { unlist(agent) }
        takeSettings()
        for agent in agents.indices where agents[agent].load > 0 { agents.weigh(agent, configuration.costs) }
        for agent in free { list(agent) }
        for agent in agents.indices where agents[agent].load > 0 { list(agent) }
        for settings in configuration.agents { applyProfile(settings) }
        let isReasked = topics.indices.contains { topics[$0].relaxation != ($0 < steps.count ? steps[$0] : nil) }
        if isReordered || isReasked { rebuildLines() }
    }

    /// Puts the configuration's settings beside the topics they are of.
    mutating func takeSettings() {
        for index in topics.indices {
            topics[index].terms = nil
            topics[index].relaxation = nil
        }
        for settings in configuration.topics { topics[topicIndex(settings.topic)].terms = TopicTerms(settings) }
        for settings in configuration.topics where settings.rules != .none {
            let relaxation = Relaxation(settings.rules) { UInt32(topicIndex($0)) }
            topics[topicIndex(settings.topic)].relaxation = relaxation
        }
    }

    /// An agent named in the configuration serves what it says there, logged in or not.
    private mutating func applyProfile(_ settings: AgentSettings) {
        guard let index = agents.index(of: settings.agent) else { return }
        unlist(index)
        unstaff(index)
        var profile = agents.details[index].profile
        profile.topics = settings.topics
        profile.skills = settings.skills
        if let address = settings.address { profile.address = address }
        agents.setProfile(index, profile, configuration.costs)
        restaff(index)
        list(index)
    }
}
