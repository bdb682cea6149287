// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Who may be offered a contact, by the checkers' own reckoning of the rules.
struct CheckedAsk {
    let site: SiteID
    let channel: Channel
    let requirements: [SkillLevel]
    var topic: TopicID
    var routing: Routing

    init(_ record: ContactRecord) {
        site = record.site
        channel = record.channel
        requirements = record.requirements
        topic = record.topic
        routing = record.routing
    }

    /// Through which topic an agent may be offered it: 0 for its own, then those that are asked too, in turn. Nil when
    /// the agent may not.
    func group(of agent: AgentID, at agentSite: SiteID, _ profile: AgentProfile, _ configuration: Configuration) -> Int?
    {
        guard profile.channels.contains(where: { $0.channel == channel && $0.contacts > 0 }) else { return nil }
        if let only = routing.onlyAgent { return only == agent ? 0 : nil }
        guard isMet(requirements, by: profile) else { return nil }
        return profile.topics.contains { $0.topic == topic } ? 0 : nil
    }

    /// The topic of a group.
    func topic(of group: Int, _ configuration: Configuration) -> TopicID { topic }

    private func isMet(_ required: [SkillLevel], by profile: AgentProfile) -> Bool {
        required.allSatisfy { need in
            profile.skills.contains { $0.skill == need.skill && $0.level >= need.level }
        }
    }
}
