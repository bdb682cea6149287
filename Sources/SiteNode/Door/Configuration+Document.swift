// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel
import Sealing

extension Configuration {
    /// The configuration of a document that has been checked.
    ///
    /// - Throws: `bad_request` at `pool.timeZone` or a calendar's if this machine does not know a zone of calendars.
    init(_ document: ConfigurationDocument) throws(ContractError) {
        let calendars = document.calendars.sorted { $0.key < $1.key }
        let clocks: [String: [ZoneOffset]]
        do { clocks = try document.clocks() } catch { throw error.contractError }
        let hours = calendars.map { Self.hours($0.value, clocks[$0.key] ?? []) }
        let places = Dictionary(uniqueKeysWithValues: zip(calendars.map(\.key), UInt32(0)...))
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
            settings.rules.takeHours(of: topic, places)
            settings.rules.takeCallbacks(of: topic)
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
            settings.rules.levelMax = topic.maxLevel.map { UInt8(clamping: $0) }
            settings.rules.lastAgentMs = Int64(topic.lastAgent.milliseconds)
            settings.rules.dispositions = topic.dispositions.map {
                DispositionRule(isRequired: $0.required, known: $0.known)
            }
            settings.rules.redialMs = Int64(topic.redial.milliseconds)
            settings.rules.pauses = OfferPauses(
                afterRejectMs: Int64(topic.rejectDelay.milliseconds),
                afterBusyMs: Int64(topic.busyDelay.milliseconds))
            settings.rules.relax = topic.relax.map { RelaxStep($0) }
            settings.rules.ring = topic.ring.map {
                RingRule(everyMs: Int64($0.every.milliseconds), most: UInt8(clamping: $0.max))
            }
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
                address: agent.agentAddress, wrapUpMs: agent.wrapUp.map { Int64($0.milliseconds) },
                channels: ChannelLimit.all(of: agent.channels ?? [:]))
        }
        self.init(
            revision: 0, agingMs: document.pool.aging.map { Int64($0.milliseconds) },
            waitingMax: document.pool.maxWaiting.map { UInt32(clamping: $0) }, topics: topics, agents: agents,
            calendars: hours,
            numbers: document.numbers.map {
                NumberSettings(number: DialledNumber(trusted: $0.key), route: Route($0.value))
            },
            costs: ChannelCosts(document.pool),
            blockedRanges: document.pool.noCallbackTo.map { DialledNumber(trusted: CallerSeal.normalised($0)) },
            document: String(decoding: document.json, as: UTF8.self))
    }

    private static func hours(_ calendar: CalendarConfiguration, _ clocks: [ZoneOffset]) -> OpeningHours {
        OpeningHours(
            spans: calendar.spans.map {
                OpeningHours.Span(start: UInt16($0.lowerBound), end: UInt16($0.upperBound))
            }, closedDays: calendar.closedDays.map { Int64($0) },
            offsets: clocks.map {
                OpeningHours.Offset(from: PoolInstant(Int64($0.fromMs)), seconds: Int32($0.seconds))
            })
    }

    /// The document the operator applied; the empty one before any.
    var applied: ConfigurationDocument? {
        guard revision > 0 else { return nil }
        return try? ConfigurationParser.parse(json: Array(document.utf8)).get()
    }
}

extension TopicRules {
    /// What a document that has been checked says of when contacts are taken, with the place of each calendar.
    fileprivate mutating func takeHours(of topic: TopicConfiguration, _ places: [String: UInt32]) {
        calendar = topic.calendar.flatMap { places[$0] }
        channelCalendars = Channel.allCases.compactMap { channel in
            // A name that has no place is `always`.
            topic.calendars?[channel.word].map { ChannelCalendar(channel: channel, calendar: places[$0]) }
        }
    }

    /// What a document that has been checked says of who is called.
    fileprivate mutating func takeCallbacks(of topic: TopicConfiguration) {
        callback = topic.callback.map {
            CallbackRule(attempts: UInt8(clamping: $0.attempts), retryAfterMs: Int64($0.retryAfter.milliseconds))
        }
        customerRingMs = topic.callback?.ringFor.map { Int64($0.milliseconds) }
        callbacksPerNumber = topic.callback?.perNumber.map { UInt8(clamping: $0) }
        appointments = topic.appointments.map {
            AppointmentRule(
                perSlot: UInt32(clamping: $0.perSlot), slotMs: Int64($0.slot.milliseconds),
                days: UInt8(clamping: $0.days), priority: $0.priority.map { UInt8(clamping: $0) })
        }
    }
}

extension ChannelLimit {
    /// The limits of a document that has been checked, in the order of channels.
    static func all(of table: [String: Int]) -> [ChannelLimit] {
        Channel.allCases.compactMap { channel in
            table[channel.word].map { ChannelLimit(channel: channel, contacts: UInt8(clamping: $0)) }
        }
    }
}

extension Route {
    /// The way of a document that has been checked.
    fileprivate init(_ way: NumberConfiguration) {
        self.init(
            topic: way.topic.map(TopicID.init(trusted:)), priority: way.priority.map { UInt8(clamping: $0) },
            play: way.play.map(TopicID.init(trusted:)),
            menu: (way.menu ?? [:]).compactMap { digit, choice in
                digit.utf8.first.map { Choice(digit: $0, route: Route(choice)) }
            })
    }
}

extension NumberConfiguration {
    /// A way as clients see it.
    init(_ route: Route) {
        let choices = route.menu.map { (Route.text(of: $0.digit), NumberConfiguration($0.route)) }
        self.init(
            topic: route.topic?.text, priority: route.priority.map { Int($0) }, play: route.play?.text,
            menu: choices.isEmpty ? nil : Dictionary(choices) { first, _ in first })
    }
}

extension ChannelCosts {
    /// The costs of a document that has been checked.
    fileprivate init(_ pool: PoolConfiguration) {
        self.init()
        for channel in Channel.allCases {
            if let cost = pool.capacity[channel.word] { self[channel] = cost }
            for word in pool.interrupts[channel.word] ?? [] {
                if let other = Channel(word: word) { interrupt(other, by: channel) }
            }
        }
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

extension RelaxStep {
    /// The step of a document that has been checked.
    fileprivate init(_ step: RelaxConfiguration) {
        self.init(afterMs: Int64(step.after.milliseconds))
        beyondSite = step.beyondSite == true
        dropSkill = step.dropSkill.map { SkillID(trusted: $0) }
        lowerSkills = (step.lowerSkill ?? [:])
            .map { SkillLevel(skill: SkillID(trusted: $0.key), level: UInt8(clamping: $0.value)) }.sorted()
        levelMax = step.maxLevel.map { UInt8(clamping: $0) }
        addTopic = step.addTopic.map { TopicID(trusted: $0) }
        raisePriority = UInt8(clamping: step.raisePriority ?? 0)
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
            case .ringAll: .ringAll
            case .ringProgressively: .ringProgressively
            }
    }
}
