// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Who may be offered a contact, by the checkers' own reckoning of the rules.
struct CheckedAsk {
    let site: SiteID
    var channel: Channel
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
        guard routing.consult?.agent != agent else { return nil }
        let steps = configuration.topic(topic)?.rules.relax ?? []
        let taken = steps.prefix(Int(routing.steps))
        if let first = routing.firstAgent {
            let isIn = first == agent && profile.topics.contains { $0.topic == topic }
            return isIn && requirements.allSatisfy { isMet($0, by: profile, after: taken) } ? 0 : nil
        }
        let isAtHome = steps.contains { $0.beyondSite } && !taken.contains { $0.beyondSite }
        guard !isAtHome || agentSite == site, requirements.allSatisfy({ isMet($0, by: profile, after: taken) }) else {
            return nil
        }
        let own = profile.topics.first { $0.topic == topic }
        if let own, own.level <= levelMax(after: taken, configuration) { return 0 }
        let added = Self.added(taken)
        return added.firstIndex { guest in profile.topics.contains { $0.topic == guest } }.map { $0 + 1 }
    }

    /// The topic of a group.
    func topic(of group: Int, _ configuration: Configuration) -> TopicID {
        let steps = configuration.topic(topic)?.rules.relax ?? []
        return group == 0 ? topic : Self.added(steps.prefix(Int(routing.steps)))[group - 1]
    }

    /// When the next step is due that its home should take, if it has been in its topic's line since a time.
    func nextStepAfterMs(_ configuration: Configuration) -> Int64? {
        let steps = configuration.topic(topic)?.rules.relax ?? []
        return steps.count > Int(routing.steps) ? steps[Int(routing.steps)].afterMs : nil
    }

    private func levelMax(after taken: ArraySlice<RelaxStep>, _ configuration: Configuration) -> UInt8 {
        guard let rules = configuration.topic(topic)?.rules else { return 9 }
        let before = rules.levelMax ?? (rules.relax.contains { $0.levelMax != nil } ? 1 : 9)
        return taken.last { $0.levelMax != nil }?.levelMax ?? before
    }

    private static func added(_ taken: ArraySlice<RelaxStep>) -> [TopicID] {
        taken.compactMap(\.addTopic).reduce(into: []) { all, next in if !all.contains(next) { all.append(next) } }
    }

    private func isMet(_ need: SkillLevel, by profile: AgentProfile, after taken: ArraySlice<RelaxStep>) -> Bool {
        if taken.contains(where: { $0.dropSkill == need.skill }) { return true }
        let lowered = taken.flatMap(\.lowerSkills).filter { $0.skill == need.skill }.map(\.level)
        let least = min(need.level, lowered.min() ?? 9)
        return profile.skills.contains { $0.skill == need.skill && $0.level >= least }
    }
}
