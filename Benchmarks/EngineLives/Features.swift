// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What a pool's configuration asks, and its contacts with it.
enum Features {
    /// Nothing: topics and priorities.
    case none
    /// The contacts that live use none. Half as many others wait beside them, of as many topics that nobody serves;
    /// those have all, or none either.
    case beside(featured: Bool)
    /// Every topic has all, and contacts make use of it.
    case every

    /// Whether any topic is configured with all.
    var areConfigured: Bool {
        switch self {
        case .none: false
        case .beside(let featured): featured
        case .every: true
        }
    }

    /// Whether the contacts that live use them.
    var areUsed: Bool { if case .every = self { true } else { false } }

    /// Strategies that ask one agent at a time.
    private static let strategies = Strategy.allCases.filter { $0 != .ringAll && $0 != .ringProgressively }
    private static let skill = SkillID(trusted: "it")

    /// Every rule that a topic may have.
    static func settings(_ topic: TopicID, _ index: Int, overflow: TopicID, canRing: Bool) -> TopicSettings {
        var settings = TopicSettings(topic: topic)
        let strategies = canRing ? Strategy.allCases : strategies
        settings.strategy = strategies[index % strategies.count]
        settings.maxWaitMs = 86_400_000
        settings.rules.overflow = Overflow(afterMs: 3_600_000, topic: overflow, restarts: false)
        settings.rules.escalateTo = overflow
        var step = RelaxStep(afterMs: 30_000)
        step.lowerSkills = [SkillLevel(skill: skill, level: 2)]
        settings.rules.relax = [step]
        settings.rules.levelMax = 3
        settings.rules.vacancy = VacancyRule(refuse: [.noAgents], leave: [.noAgents], leaveAfterMs: 60_000)
        settings.rules.callback = CallbackRule(attempts: 3, retryAfterMs: 900_000)
        settings.rules.calendar = 0
        settings.rules.dispositions = DispositionRule(isRequired: true, known: ["done", "again"])
        settings.rules.pauses = OfferPauses(afterRejectMs: 5_000, afterBusyMs: 15_000)
        settings.rules.redialMs = 300_000
        settings.rules.ring = RingRule(everyMs: 5_000, most: 3)
        settings.rules.callbacksPerNumber = 3
        settings.rules.appointments = AppointmentRule(perSlot: 10, slotMs: 1_800_000, days: 7)
        return settings
    }

    /// Channels on which contacts come where all is used, and agents take one contact each.
    static let channels: [Channel] = [.voice, .callback, .chat]

    /// What an agent can: all that contacts ask.
    static let skills = [SkillLevel(skill: skill, level: 9)]

    /// What a contact asks of its agent: nothing, or one of two levels of a skill.
    static func requirements(_ draw: UInt64) -> [SkillLevel] {
        draw % 4 < 2 ? [] : [SkillLevel(skill: skill, level: draw % 4 == 2 ? 3 : 5)]
    }

    /// One of 10,000 callers, who call again.
    static func caller(_ draw: UInt64) -> SealedCaller {
        let hash = (0..<16).map { UInt8(truncatingIfNeeded: (draw % 10_000) &* 0x9E37_79B9 >> ($0 * 4)) }
        return SealedCaller(day: "1970-01-01", ciphertext: [], callerHash: hash, lastDigits: "")
    }
}
