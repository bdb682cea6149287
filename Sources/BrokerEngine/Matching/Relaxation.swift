// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A topic's relax steps, with what they name looked up.
struct Relaxation: Hashable, Sendable {
    /// In the order in which they are taken.
    let steps: [RelaxStep]
    /// The topic each step adds, by index; nil where it adds none.
    let guests: [UInt32?]
    /// The highest level of who is asked before any step, 9 for all.
    let levelMax: UInt8
    /// Whether only agents of a contact's own site are asked until a step says otherwise.
    let beginsAtSite: Bool

    /// The steps of a topic's rules; nil when all its contacts always ask for all its agents.
    init?(_ rules: TopicRules, index: (TopicID) -> UInt32) {
        steps = Array(rules.relax.prefix(Limits.relaxSteps))
        guests = steps.map { $0.addTopic.map(index) }
        levelMax = rules.levelMax ?? (steps.contains { $0.levelMax != nil } ? 1 : 9)
        beginsAtSite = steps.contains { $0.beyondSite } && !isPlanted(.siteIgnored)
        guard !steps.isEmpty || levelMax < 9 else { return nil }
    }

    /// What a contact asks after some of the steps: nil when it is nothing.
    func demand(_ requirements: [SkillLevel], after taken: Int, site own: UInt32) -> Demand? {
        var skills = requirements
        var site = beginsAtSite ? own : nil
        var levelMax = levelMax
        var added: [UInt32] = []
        for (step, guest) in zip(steps, guests).prefix(isPlanted(.relaxIgnored) ? 0 : taken) {
            if step.beyondSite { site = nil }
            if let dropped = step.dropSkill { skills.removeAll { $0.skill == dropped } }
            if !step.lowerSkills.isEmpty { skills = skills.map { step.lowered($0) } }
            levelMax = step.levelMax ?? levelMax
            if let guest, !added.contains(guest) { added.append(guest) }
        }
        let demand = Demand(
            requirements: requirements, skills: skills, site: site, levelMax: levelMax, guests: added)
        return demand.isNone ? nil : demand
    }
}

extension RelaxStep {
    /// What is left of a requirement.
    fileprivate func lowered(_ required: SkillLevel) -> SkillLevel {
        guard let lower = lowerSkills.first(where: { $0.skill == required.skill }) else { return required }
        return SkillLevel(skill: required.skill, level: min(required.level, lower.level))
    }
}
