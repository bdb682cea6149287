// SPDX-License-Identifier: Apache-2.0
import BrokerModel

@testable import BrokerEngine

/// What a configuration, its agents and its callers may say, drawn.
enum Drawn {
    static let skills = ["it", "de", "en"].map { SkillID(trusted: $0) }
    static let channels: [Channel] = [.voice, .callback, .chat, .mail]

    /// One to six topics: each with a strategy, levels and steps of its own.
    static func topics(_ names: [String], _ random: inout SplitMix64) -> [TopicSettings] {
        names.map { name in
            var topic = TopicSettings(topic: TopicID(trusted: name))
            topic.strategy = Strategy.allCases[random.below(Strategy.allCases.count)]
            if topic.strategy.ringsSeveral { topic.rules.ring = RingRule(everyMs: 5_000, most: 2 + random.small(3)) }
            topic.rules.relax = steps(names, &random)
            if random.chance(100) { topic.rules.levelMax = 1 }
            return topic
        }
    }

    private static func steps(_ names: [String], _ random: inout SplitMix64) -> [RelaxStep] {
        var level: UInt8 = 1
        return (0..<random.below(5)).map { index in
            var step = RelaxStep(afterMs: Int64(index + 1) * 10_000)
            step.beyondSite = random.chance(300)
            if random.chance(200) { step.dropSkill = skills[random.below(skills.count)] }
            if random.chance(200) { step.lowerSkills = [skill(&random)] }
            if random.chance(200), level < 9 {
                level = min(9, level + 1 + random.small(3))
                step.levelMax = level
            }
            if random.chance(250) { step.addTopic = TopicID(trusted: names[random.below(names.count)]) }
            if random.chance(300) { step.raisePriority = 1 + random.small(120) }
            return step
        }
    }

    /// No ageing, or what one level is worth: from a tenth of a second to a minute.
    static func aging(_ random: inout SplitMix64) -> Int64? {
        random.chance(400) ? nil : [100, 1_000, 10_000, 60_000][random.below(4)]
    }

    /// What a contact of each channel takes, and perhaps that calls interrupt mails.
    static func costs(_ random: inout SplitMix64) -> ChannelCosts {
        var costs = ChannelCosts()
        for channel in channels { costs[channel] = [5, 10, 25, 30, 50, 60, 100][random.below(7)] }
        if random.chance(300) { costs.interrupt(.mail, by: .voice) }
        return costs
    }

    /// Few priorities, so that many are equal; and the ends.
    static func priority(_ random: inout SplitMix64) -> UInt8 { [0, 1, 99, 100, 101, 254, 255][random.below(7)] }

    /// Up to two skills.
    static func requirements(_ random: inout SplitMix64) -> [SkillLevel] {
        guard random.chance(400) else { return [] }
        let one = skill(&random)
        let other = skill(&random)
        return one.skill == other.skill ? [one] : [one, other].sorted { $0.skill < $1.skill }
    }

    private static func skill(_ random: inout SplitMix64) -> SkillLevel {
        SkillLevel(skill: skills[random.below(skills.count)], level: 1 + random.small(9))
    }

    /// Some topics, at any level, some skills and some channels.
    static func profile(_ names: [String], _ random: inout SplitMix64) -> AgentProfile {
        var profile = Pool.profile([])
        profile.topics = names.filter { _ in random.chance(600) }.map {
            TopicLevel(topic: TopicID(trusted: $0), level: 1 + random.small(random.chance(500) ? 2 : 9))
        }
        profile.skills = skills.sorted().filter { _ in random.chance(600) }.map {
            SkillLevel(skill: $0, level: 1 + random.small(9))
        }
        profile.channels = channels.filter { _ in random.chance(750) }.map {
            ChannelLimit(channel: $0, contacts: 1 + random.small(4))
        }
        return profile
    }
}

extension SplitMix64 {
    /// A number from 0 to below `count`, of a byte.
    mutating func small(_ count: UInt8) -> UInt8 { UInt8(below(Int(count))) }
}
