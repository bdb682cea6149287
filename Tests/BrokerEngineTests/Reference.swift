// SPDX-License-Identifier: Apache-2.0
import BrokerModel

@testable import BrokerEngine

/// What a plain reader of the contract takes from a configuration: loops over lists, and nothing of the engine's.
enum Reference {
    /// Whether one more contact fits beside others, by the contract's words: one alone always does, where its channel
    /// is taken at all.
    static func fits(
        _ channel: Channel, beside others: [Channel], _ limits: [ChannelLimit], _ costs: ChannelCosts
    ) -> Bool {
        guard let limit = limits.first(where: { $0.channel == channel })?.contacts else { return false }
        guard !others.isEmpty else { return true }
        var load = costs[channel]
        for other in others where !costs.isInterrupted(other, by: channel) { load += costs[other] }
        return others.count < 20 && others.count { $0 == channel } < Int(limit) && load <= 100
    }

    /// Whether an agent may be offered a contact, by the rules' own words; room is looked at apart.
    static func mayServe(_ agent: AgentState, _ contact: ContactRecord, _ rules: Configuration) -> Bool {
        guard agent.profile.channels.contains(where: { $0.channel == contact.channel }) else { return false }
        if let only = contact.routing.onlyAgent { return only == agent.agent }
        let topic = rules.topic(contact.topic)?.rules ?? .none
        let taken = topic.relax.prefix(Int(contact.routing.steps))
        let isHome = topic.relax.contains { $0.beyondSite } && !taken.contains { $0.beyondSite }
        if isHome, agent.site != contact.site { return false }
        for need in contact.requirements {
            if taken.contains(where: { $0.dropSkill == need.skill }) { continue }
            let least = taken.flatMap(\.lowerSkills).filter { $0.skill == need.skill }.map(\.level)
                .reduce(need.level, min)
            guard agent.profile.skills.contains(where: { $0.skill == need.skill && $0.level >= least }) else {
                return false
            }
        }
        let start = topic.levelMax ?? (topic.relax.contains { $0.levelMax != nil } ? 1 : 9)
        let levelMax = taken.compactMap(\.levelMax).last ?? start
        return agent.profile.topics.contains { served in
            served.topic == contact.topic && served.level <= levelMax
                || taken.contains { $0.addTopic == served.topic }
        }
    }
}
