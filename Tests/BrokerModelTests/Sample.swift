// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Makes one value of each kind from a seed, so that a failure can be had again.
struct Sample {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    // MARK: - Small things

    mutating func number() -> UInt64 { random.next() >> UInt64(random.below(64)) }
    mutating func number32() -> UInt32 { UInt32(truncatingIfNeeded: number()) }
    mutating func flag() -> Bool { random.chance(500) }
    mutating func turn() -> Turn { Turn(number() % (UInt64.max << 40)) }
    mutating func contactNumber() -> ContactNumber { ContactNumber(1 + number() % 999_999_999) }
    mutating func duration() -> Int64 { Int64(number() % UInt64(Limits.durationMsMax)) }
    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: random.next()) }

    mutating func instant() -> PoolInstant {
        let value = Int64(number() % UInt64(Limits.instantMsMax))
        return PoolInstant(flag() ? value : -value)
    }

    mutating func one<Value>(of values: [Value]) -> Value { values[random.below(values.count)] }

    mutating func maybe<Value>(_ make: (inout Sample) -> Value) -> Value? { flag() ? make(&self) : nil }

    mutating func list<Value>(_ most: Int = 4, _ make: (inout Sample) -> Value) -> [Value] {
        (0..<random.below(most + 1)).map { _ in make(&self) }
    }

    mutating func text() -> String {
        String(
            (0..<random.below(20)).map { _ in one(of: ["a", "Z", "0", "è", "漢", "🙂", "\n", "\0", " "] as [Character]) })
    }

    mutating func id<ID: TextIdentifier>() -> ID {
        let letters = Array("abz-019AZ_".utf8).filter(ID.allows)
        let bytes = (0..<(1 + random.below(random.chance(100) ? ID.maximumLength : 8))).map { _ in one(of: letters) }
        return ID(trusted: String(decoding: bytes, as: UTF8.self))
    }

    mutating func blob() -> [UInt8] { list(40) { $0.byte() } }

    // MARK: - Records

    mutating func offerID() -> OfferID { OfferID(generation: number32(), epoch: number(), sequence: number()) }
    mutating func skill() -> SkillLevel { SkillLevel(skill: id(), level: byte()) }
    mutating func topic() -> TopicLevel { TopicLevel(topic: id(), level: byte()) }
    mutating func outcome() -> Outcome { one(of: Outcome.allCases) }

    mutating func offer() -> Offer {
        Offer(
            id: offerID(), contact: contactNumber(), contactSite: id(), contactTurn: turn(), agent: id(),
            agentSite: id(),
            agentTurn: turn(), timeoutMs: duration())
    }

    mutating func caller() -> SealedCaller {
        SealedCaller(day: "2026-11-22", ciphertext: blob(), callerHash: blob(), lastDigits: "42")
    }

    mutating func record() -> ContactRecord {
        ContactRecord(
            number: contactNumber(), id: id(), site: id(), topic: id(), priority: byte(),
            channel: one(of: Channel.allCases),
            arrival: instant(), claim: ClaimNumber(contactNumber()), requirements: list { $0.skill() },
            caller: maybe { $0.caller() })
    }

    mutating func routing() -> Routing {
        var routing = Routing.plain
        routing.steps = maybe { $0.byte() } ?? 0
        routing.onlyAgent = maybe { $0.id() }
        routing.firstAgent = maybe { $0.id() }
        routing.firstUntil = maybe { $0.instant() }
        routing.dueAt = maybe { $0.instant() }
        routing.stepsFrom = maybe { $0.instant() }
        routing.callback = maybe { sample in
            var callback = Callback()
            callback.attempts = sample.byte()
            callback.address = sample.maybe { $0.caller() }
            return callback
        }
        routing.slotAt = maybe { $0.instant() }
        routing.call = maybe { sample in
            switch sample.byte() % 3 {
            case 0: .due
            case 1: .calling(until: sample.instant())
            default: .reached
            }
        }
        return routing
    }

    mutating func rules() -> TopicRules {
        var rules = TopicRules.none
        rules.overflow = maybe { Overflow(afterMs: $0.duration(), topic: $0.id(), restarts: $0.flag()) }
        rules.escalateTo = maybe { $0.id() }
        rules.callback = maybe { CallbackRule(attempts: $0.byte(), retryAfterMs: $0.duration()) }
        rules.customerRingMs = maybe { $0.duration() }
        rules.calendar = maybe { $0.number32() }
        rules.appointments = maybe {
            AppointmentRule(perSlot: 3, slotMs: 1_800_000, days: 14, priority: $0.maybe { $0.byte() })
        }
        rules.vacancy = maybe { sample in
            VacancyRule(
                refuse: Set(Vacancy.allCases.filter { _ in sample.flag() }),
                leave: Set(Vacancy.allCases.filter { _ in sample.flag() }), leaveAfterMs: sample.duration())
        }
        rules.relax = maybe { sample in (0..<3).map { _ in sample.step() } } ?? []
        rules.levelMax = maybe { $0.byte() }
        rules.lastAgentMs = maybe { $0.duration() } ?? TopicRules.lastAgentMs
        return rules
    }

    mutating func step() -> RelaxStep {
        var step = RelaxStep(afterMs: duration())
        step.beyondSite = flag()
        step.dropSkill = maybe { $0.id() }
        step.lowerSkills = maybe { sample in (0..<2).map { _ in SkillLevel(skill: sample.id(), level: 3) } } ?? []
        step.levelMax = maybe { $0.byte() }
        step.addTopic = maybe { $0.id() }
        step.raisePriority = maybe { $0.byte() } ?? 0
        return step
    }

    mutating func contactReport() -> ContactReport {
        let phase: ContactPhase =
            switch random.below(3) {
            case 0: .waiting
            case 1: .connected(offerID(), id())
            default: .ended(outcome())
            }
        return ContactReport(
            number: contactNumber(), turn: turn(), phase: phase, version: number(), topic: id(), priority: byte(),
            restartedAt: maybe { $0.instant() })
    }

    mutating func profile() -> AgentProfile {
        AgentProfile(
            node: id(), topics: list { $0.topic() }, skills: list { $0.skill() },
            channels: list { ChannelLimit(channel: $0.one(of: Channel.allCases), contacts: $0.byte()) },
            address: maybe { $0.text() })
    }

    mutating func agentReport() -> AgentReport {
        AgentReport(
            agent: id(), site: id(), turn: turn(), phase: flag() ? .idle : .busy(offerID(), contactNumber()),
            version: number(), intent: one(of: Intent.allCases), reason: maybe { $0.text() },
            activity: one(of: Activity.allCases), isReady: flag(), profile: maybe { $0.profile() })
    }

    mutating func home() -> HomeRecord {
        HomeRecord(site: id(), node: id(), term: number32(), incarnation: number(), openCount: number())
    }

    mutating func settings() -> TopicSettings {
        var settings = TopicSettings(topic: id())
        settings.priority = byte()
        settings.offerTimeoutMs = duration()
        settings.noAnswerMax = byte()
        settings.noAnswerReturnMs = duration()
        settings.wrapUpMs = duration()
        settings.serviceLevelMs = duration()
        settings.shortAbandonMs = duration()
        settings.waitingMax = number32()
        return settings
    }

    mutating func configuration() -> Configuration {
        Configuration(
            revision: number(), agingMs: maybe { $0.duration() }, waitingMax: nil,
            topics: list { $0.settings() },
            agents: list {
                AgentSettings(
                    agent: $0.id(), site: $0.id(), topics: $0.list { $0.topic() }, skills: $0.list { $0.skill() },
                    address: $0.maybe { $0.text() })
            }, document: text())
    }

    // MARK: - Messages

    /// The event of a kind, 1–10.
    mutating func event(_ kind: Int) -> Event {
        switch kind {
        case 1: .epochBegan(epoch: number(), owner: id())
        case 2: .homeTaken(home())
        case 3: .configured(configuration(), request: number())
        case 4: .rangeReserved(id(), incarnation: number(), ClaimRange(first: number(), count: number()))
        case 5: .enqueued(record(), turn())
        case 6: .contactReported(contactReport())
        case 7: .agentReported(agentReport())
        case 8: .offered(offer())
        case 9: .siteDetached(id())
        default: .siteAttached(id())
        }
    }

    /// The command of a kind, 1–7.
    mutating func command(_ kind: Int) -> Command {
        switch kind {
        case 1:
            .contact(
                contactReport(),
                entry: maybe {
                    ContactEntry(
                        record: $0.record(), waitedMs: $0.duration(), earliest: $0.instant(), isAcknowledged: $0.flag())
                })
        case 2: .agent(agentReport())
        case 3: .reserveRange(id(), incarnation: number(), newest: number())
        case 4: .takeHome(home(), rejoin: flag())
        case 5: .configure(configuration(), ifRevision: maybe { $0.number() })
        case 6: .attach(id())
        default: .detach(id())
        }
    }

    mutating func word() -> AssignmentWord {
        switch random.below(9) {
        case 0: .ask
        case 1: .held
        case 2: .connected(version: number())
        case 3: .gone(maybe { $0.outcome() })
        case 4: .accept
        case 5: .busy
        case 6: .withdrawn(.released(why: text()))
        case 7: .withdrawn(.ended(outcome()))
        default:
            .withdrawn(
                .requeued(
                    topic: maybe { $0.id() }, priority: maybe { $0.byte() }, agent: maybe { $0.id() }, restart: flag()))
        }
    }

    mutating func refusal() -> Refusal {
        Refusal(
            one(of: [.badRequest, .forbidden, .notFound, .conflict, .gone, .closed, .full, .unavailable]), text(),
            field: maybe { $0.text() }, state: maybe { $0.text() }, retryAfterMs: maybe { $0.duration() })
    }

    mutating func message() -> PeerMessage {
        switch random.below(6) {
        case 0: .command(id: number(), command(1 + random.below(7)))
        case 1: .refused(id: number(), refusal())
        case 2: .assignment(word(), offer(), toContact: flag())
        case 3: .ping
        case 4: .pong
        default: .pulse(epoch: number(), logSequence: number(), time: instant())
        }
    }
}
