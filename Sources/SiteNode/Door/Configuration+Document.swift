// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel

extension Configuration {
    /// The configuration of a document that has been checked.
    init(_ document: ConfigurationDocument) {
        let topics = document.topics.sorted { $0.key < $1.key }.map { name, topic in
            var settings = TopicSettings(topic: TopicID(trusted: name))
            settings.priority = UInt8(clamping: topic.priority)
            settings.offerTimeoutMs = Int64(topic.offerTimeout.milliseconds)
            settings.noAnswerMax = UInt8(clamping: topic.noAnswer.max)
            settings.noAnswerReturnMs = Int64(topic.noAnswer.returnAfter.milliseconds)
            settings.wrapUpMs = Int64(topic.wrapUp.milliseconds)
            settings.serviceLevelMs = Int64(topic.serviceLevel.milliseconds)
            settings.shortAbandonMs = Int64(topic.shortAbandon.milliseconds)
            settings.waitingMax = UInt32(clamping: topic.maxWaiting)
            settings.strategy = Strategy(topic.strategy)
            settings.maxWaitMs = topic.maxWait.map { Int64($0.milliseconds) }
            settings.rules.overflow = topic.overflow.map {
                Overflow(
                    afterMs: Int64($0.after.milliseconds), topic: TopicID(trusted: $0.to),
                    restarts: $0.place == .restart)
            }
            if topic.refuseWhen != nil || topic.leaveWhen != nil {
                settings.rules.vacancy = VacancyRule(
                    refuse: Set((topic.refuseWhen ?? []).map(Vacancy.init)),
                    leave: Set((topic.leaveWhen ?? []).map(Vacancy.init)),
                    leaveAfterMs: Int64(topic.leaveAfter?.milliseconds ?? 30_000))
            }
            settings.rules.escalateTo = topic.escalateTo.map(TopicID.init(trusted:))
            return settings
        }
        let agents = document.agents.sorted { $0.key < $1.key }.map { name, agent in
            AgentSettings(
                agent: AgentID(trusted: name), site: SiteID(trusted: agent.site),
                topics: agent.topics.map {
                    TopicLevel(topic: TopicID(trusted: $0.key), level: UInt8(clamping: $0.value))
                },
                skills: agent.skills.map {
                    SkillLevel(skill: SkillID(trusted: $0.key), level: UInt8(clamping: $0.value))
                },
                address: agent.agentAddress)
        }
        self.init(
            revision: 0, agingMs: document.pool.aging.map { Int64($0.milliseconds) },
            waitingMax: document.pool.maxWaiting.map { UInt32(clamping: $0) }, topics: topics, agents: agents,
            document: String(decoding: document.json, as: UTF8.self))
    }

    /// The document the operator applied; the empty one before any.
    var applied: ConfigurationDocument? {
        guard revision > 0 else { return nil }
        return try? ConfigurationParser.parse(json: Array(document.utf8)).get()
    }
}

extension Vacancy {
    /// The vacancy of a word.
    fileprivate init(_ word: VacancyWord) {
        self =
            switch word {
            case .noAgents: .noAgents
            case .allOnBreak: .allOnBreak
            case .allUnreachable: .allUnreachable
            }
    }
}

extension Strategy {
    /// The strategy of a word.
    fileprivate init(_ word: StrategyWord) {
        self =
            switch word {
            case .longestIdle: .longestIdle
            case .roundRobin: .roundRobin
            case .fewestContacts: .fewestContacts
            case .leastTalk: .leastTalk
            case .leastOccupied: .leastOccupied
            case .topDown: .topDown
            case .random: .random
            }
    }
}
