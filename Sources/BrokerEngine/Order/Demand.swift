// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What the contacts of a line ask of who serves them, beyond the topic and the channel. Most lines have none.
///
/// A class, of constants only, so that a line has it in one word: who is free looks at many lines.
final class Demand: Hashable, Sendable {
    /// What the contacts said they require, sorted.
    let requirements: [SkillLevel]
    /// What is required of that, sorted: less than was said once the topic's steps say so.
    let skills: [SkillLevel]
    /// The one site whose agents are asked; nil for all.
    let site: UInt32?
    /// The highest level in the topic of who is asked, 9 for all.
    let levelMax: UInt8
    /// Topics whose agents are asked too, by index, whatever their level; in the order of the steps.
    let guests: [UInt32]
    /// The one agent who is asked, whatever the above says; nil for all.
    let agent: AgentID?
    /// Whether that agent must serve the topic and have the skills.
    let mustServe: Bool
    /// An agent who is not asked: whose question it is.
    let except: AgentID?

    init(
        requirements: [SkillLevel], skills: [SkillLevel]? = nil, site: UInt32? = nil, levelMax: UInt8 = 9,
        guests: [UInt32] = [], agent: AgentID? = nil, mustServe: Bool = false, except: AgentID? = nil
    ) {
        self.requirements = requirements
        self.skills = skills ?? requirements
        self.site = site
        self.levelMax = levelMax
        self.guests = guests
        self.agent = agent
        self.mustServe = mustServe
        self.except = except
    }

    /// The same of everybody but one agent; of nothing, too.
    static func except(_ agent: AgentID, _ demand: Demand?) -> Demand {
        Demand(
            requirements: demand?.requirements ?? [], skills: demand?.skills, site: demand?.site,
            levelMax: demand?.levelMax ?? 9, guests: demand?.guests ?? [], except: agent)
    }

    /// Whether it asks nothing.
    var isNone: Bool {
        requirements.isEmpty && site == nil && levelMax == 9 && guests.isEmpty && agent == nil && except == nil
    }

    static func == (left: Demand, right: Demand) -> Bool {
        left === right
            || left.requirements == right.requirements && left.skills == right.skills && left.site == right.site
                && left.levelMax == right.levelMax && left.guests == right.guests && left.agent == right.agent
                && left.mustServe == right.mustServe && left.except == right.except
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(requirements)
        // Seldom different where the rest is the same.
        hasher.combine(site)
        hasher.combine(agent)
        hasher.combine(levelMax)
    }
}
