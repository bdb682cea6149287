// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore
import Testing

@testable import BrokerEngine

/// A topic's steps: who may serve a contact widens, and its place stays.
@Suite struct RelaxationTests {
    private static let it = SkillID(trusted: "it")

    private static func step(_ afterMs: Int64, _ change: (inout RelaxStep) -> Void) -> RelaxStep {
        var step = RelaxStep(afterMs: afterMs)
        change(&step)
        return step
    }

    private static func topic(_ name: String, _ steps: [RelaxStep] = [], levelMax: UInt8? = nil) -> TopicSettings {
        var topic = TopicSettings(topic: TopicID(trusted: name))
        topic.rules.relax = steps
        topic.rules.levelMax = levelMax
        return topic
    }

    private static func profile(_ topics: [String: UInt8], skill: UInt8? = nil) -> AgentProfile {
        var profile = Pool.profile([], skills: skill.map { [SkillLevel(skill: it, level: $0)] } ?? [])
        profile.topics = topics.sorted { $0.key < $1.key }.map {
            TopicLevel(topic: TopicID(trusted: $0.key), level: $0.value)
        }
        return profile
    }

    /// The home takes a contact's next step.
    private static func relax(_ pool: inout Pool, _ number: ContactNumber, priority: UInt8? = nil) {
        var routing = pool.owner.contact(number)?.record.routing ?? .plain
        routing.steps += 1
        pool.report(number, .waiting, priority: priority, routing: routing)
    }

    @Test func beyondSiteBeginsAtTheContactsOwn() {
        var pool = Pool(topics: [Self.topic("pec", [Self.step(60_000) { $0.beyondSite = true }])])
        pool.agent("anna", "milano", Self.profile(["pec": 1]))
        let number = pool.enter("roma")
        #expect(pool.offer("anna") == nil)
        pool.agent("bruno", "roma", Self.profile(["pec": 1]))
        #expect(pool.offer("bruno")?.contact == number)
        let next = pool.enter("roma")
        let key = pool.owner.contact(next)?.key
        Self.relax(&pool, next)
        #expect(pool.offer("anna")?.contact == next && pool.owner.contact(next)?.key == key)
        #expect(pool.isSameEverywhere)
    }

    @Test func anAgentWhoBecomesFreeTakesTheirOwnSitesFirst() {
        var pool = Pool(topics: [Self.topic("pec", [Self.step(60_000) { $0.beyondSite = true }])])
        pool.agent("anna", "milano", Self.profile(["pec": 1]), ready: false)
        let early = pool.enter("roma")
        pool.wait(10)
        let own = pool.enter("milano")
        #expect(pool.line("pec") == [early, own] && pool.owner.position(of: own) == 2, "one line, one order")
        pool.agent("anna", "milano")
        #expect(pool.offer("anna")?.contact == own)
        pool.report(own, .ended(.abandoned))
        pool.agent("anna", "milano")
        #expect(pool.offer("anna") == nil)
        Self.relax(&pool, early)
        #expect(pool.offer("anna")?.contact == early)
        #expect(pool.isSameEverywhere)
    }

    @Test func skillsAreLoweredAndThenDropped() {
        let steps = [
            Self.step(10_000) { $0.lowerSkills = [SkillLevel(skill: Self.it, level: 3)] },
            Self.step(20_000) { $0.dropSkill = Self.it },
        ]
        var pool = Pool(topics: [Self.topic("pec", steps)])
        pool.agent("anna", "roma", Self.profile(["pec": 1]))
        pool.agent("bruno", "roma", Self.profile(["pec": 1], skill: 4))
        let needed = [SkillLevel(skill: Self.it, level: 8)]
        let first = pool.enter("roma", requirements: needed)
        let second = pool.enter("roma", requirements: needed)
        #expect(pool.offer("anna") == nil && pool.offer("bruno") == nil)
        Self.relax(&pool, second)
        #expect(pool.offer("bruno")?.contact == second)
        Self.relax(&pool, first)
        #expect(pool.offer("anna") == nil)
        Self.relax(&pool, first)
        #expect(pool.offer("anna")?.contact == first)
        #expect(pool.owner.contact(first)?.record.requirements == needed, "what was asked is remembered")
        // Less than it asks is never made more.
        let low = pool.enter("roma", requirements: [SkillLevel(skill: Self.it, level: 2)])
        Self.relax(&pool, low)
        pool.agent("carla", "roma", Self.profile(["pec": 1], skill: 2))
        #expect(pool.offer("carla")?.contact == low)
        #expect(pool.isSameEverywhere)
    }

    @Test func levelsWidenFromTheFirstOrFromTheTopicsOwn() {
        let steps = [Self.step(10_000) { $0.levelMax = 3 }]
        for (start, level) in [(nil, 2), (2, 3)] as [(UInt8?, UInt8)] {
            var pool = Pool(topics: [Self.topic("pec", steps, levelMax: start)])
            pool.agent("anna", "roma", Self.profile(["pec": level]))
            pool.agent("bruno", "roma", Self.profile(["pec": 4]))
            let number = pool.enter("roma")
            #expect(pool.offer("anna") == nil)
            Self.relax(&pool, number)
            #expect(pool.offer("anna")?.contact == number)
            let other = pool.enter("roma")
            Self.relax(&pool, other)
            #expect(pool.offer("bruno") == nil, "above three nobody is asked")
            #expect(pool.isSameEverywhere)
        }
        var pool = Pool(topics: [Self.topic("pec", levelMax: 2)])
        pool.agent("anna", "roma", Self.profile(["pec": 3]))
        _ = pool.enter("roma")
        #expect(pool.offer("anna") == nil, "a topic's own level needs no step")
    }

    @Test func agentsOfAnotherTopicAreAskedAfterItsOwn() {
        let topics = [Self.topic("pec", [Self.step(10_000) { $0.addTopic = TopicID(trusted: "firma") }])]
        var pool = Pool(topics: topics + [Self.topic("firma")])
        pool.agent("anna", "roma", Self.profile(["firma": 1]))
        pool.wait(10)
        pool.agent("bruno", "roma", Self.profile(["pec": 9]))
        var numbers = (0..<3).map { _ in pool.enter("roma") }
        #expect(pool.offer("bruno")?.contact == numbers[0] && pool.offer("anna") == nil)
        pool.agent("bruno", "roma", ready: false)
        pool.report(numbers[0], .waiting)
        Self.relax(&pool, numbers[1])
        #expect(pool.offer("anna")?.contact == numbers[1])
        // Whoever becomes free finds it too, in the one order.
        pool.agent("anna", "roma", ready: false)
        pool.report(numbers[1], .waiting)
        numbers.append(pool.enter("roma", "firma"))
        Self.relax(&pool, numbers[2])
        pool.agent("anna", "roma")
        #expect(pool.offer("anna")?.contact == numbers[1])
        pool.agent("bruno", "roma")
        #expect(pool.offer("bruno")?.contact == numbers[0])
        #expect(pool.isSameEverywhere)
    }

    @Test func aTopicsOwnAgentComesBeforeAGuestIdleForLonger() {
        let topics = [Self.topic("pec", [Self.step(10_000) { $0.addTopic = TopicID(trusted: "firma") }])]
        var pool = Pool(topics: topics + [Self.topic("firma")])
        pool.agent("anna", "roma", Self.profile(["firma": 1]))
        pool.wait(10)
        pool.agent("bruno", "roma", Self.profile(["pec": 9]))
        var routing = Routing.plain
        routing.steps = 1
        let number = pool.enter("roma", routing: routing)
        #expect(pool.offer("bruno")?.contact == number)
    }

    @Test func aRaisedPriorityMovesTheKeyOnly() {
        var pool = Pool(topics: [Self.topic("pec", [Self.step(10_000) { $0.raisePriority = 20 }])])
        let first = pool.enter("roma")
        pool.wait(10)
        let second = pool.enter("roma")
        let before = pool.owner.contact(second)?.key
        Self.relax(&pool, second, priority: 120)
        let after = pool.owner.contact(second)?.key
        #expect(pool.line("pec") == [second, first])
        #expect(before?.arrival == after?.arrival && before?.sequence == after?.sequence)
        #expect(pool.isSameEverywhere)
    }

    @Test func anotherConfigurationLinesUpAnewAtOnce() {
        var pool = Pool(topics: [Self.topic("pec", [Self.step(60_000) { $0.beyondSite = true }])])
        pool.agent("anna", "milano", Self.profile(["pec": 1]))
        let numbers = (0..<3).map { _ in pool.enter("roma") }
        let keys = numbers.map { pool.owner.contact($0)?.key }
        #expect(pool.offer("anna") == nil)
        pool.configure([Self.topic("pec")])
        #expect(pool.offer("anna")?.contact == numbers[0])
        #expect(numbers.map { pool.owner.contact($0)?.key } == keys)
        // And back: who waits is for the own site again.
        pool.configure([Self.topic("pec", [Self.step(60_000) { $0.beyondSite = true }])])
        pool.agent("anna", "milano", ready: false)
        pool.report(numbers[0], .waiting)
        pool.agent("anna", "milano")
        #expect(pool.offer("anna") == nil)
        Self.relax(&pool, numbers[2])
        #expect(pool.offer("anna")?.contact == numbers[2])
        #expect(pool.isSameEverywhere)
    }

    // MARK: - Any configuration

    private static let names = ["pec", "firma", "visura"]

    private static func anyTopics(_ random: inout SplitMix64) -> [TopicSettings] {
        names.map { name in
            var level: UInt8 = 1
            let steps = (0..<random.below(4)).map { index in
                step(Int64(index + 1) * 10_000) { step in
                    step.beyondSite = random.chance(400)
                    if random.chance(200) { step.dropSkill = it }
                    if random.chance(200) { step.lowerSkills = [SkillLevel(skill: it, level: 3)] }
                    if random.chance(200) {
                        level += UInt8(1 + random.below(2))
                        step.levelMax = min(9, level)
                    }
                    if random.chance(300) {
                        step.addTopic = TopicID(trusted: names[random.below(3)])
                    }
                }
            }
            return topic(name, steps, levelMax: random.chance(100) ? 1 : nil)
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>) func underAnyRulesPlacesAreKeptAndNobodyWaitsBesideWhoCouldServe(
        seed: UInt64
    ) {
        var random = SplitMix64(seed: seed)
        let agingMs: Int64? = random.chance(300) ? 30_000 : nil
        var pool = Pool(topics: Self.anyTopics(&random), agingMs: agingMs)
        var keys: [ContactNumber: LineKey] = [:]
        var told = pool.events.count
        for moment in 0..<150 {
            pool.wait(Int64(random.below(3_000)))
            let live = keys.keys.sorted()
            switch random.below(10) {
            case 0..<3:
                var routing = Routing.plain
                if random.chance(150) { routing.onlyAgent = AgentID(trusted: "a\(random.below(8))") }
                let needed = random.chance(400) ? [SkillLevel(skill: Self.it, level: UInt8(1 + random.below(9)))] : []
                let number = pool.enter(
                    Pool.sites[random.below(3)], Self.names[random.below(3)], priority: UInt8(random.below(3)),
                    requirements: needed, routing: routing)
                keys[number] = pool.owner.contact(number)?.key
            case 3..<6:
                let index = random.below(8)
                let served = Self.names.filter { _ in random.chance(500) }
                let profile = Self.profile(
                    Dictionary(uniqueKeysWithValues: served.map { ($0, UInt8(1 + random.below(4))) }),
                    skill: random.chance(500) ? UInt8(1 + random.below(9)) : nil)
                let name = "a\(index)"
                let offer = pool.offer(name)
                if let offer { pool.report(offer.contact, .waiting) }
                pool.agent(name, Pool.sites[index % 3], profile, ready: random.chance(800))
            case 6..<8:
                guard let number = live.isEmpty ? nil : live[random.below(live.count)],
                    pool.owner.contact(number)?.phase == .waiting
                else { break }
                Self.relax(&pool, number)
            case 8:
                guard let number = live.isEmpty ? nil : live[random.below(live.count)] else { break }
                let agent: AgentID? =
                    if case .offered(let offer)? = pool.owner.contact(number)?.phase { offer.agent } else { nil }
                pool.report(number, .ended(.abandoned))
                if let agent, let site = pool.owner.agent(agent)?.site { pool.agent(agent.text, site.text) }
                keys[number] = nil
            default:
                if random.chance(300) { pool.configure(Self.anyTopics(&random), agingMs: agingMs) }
            }
            for (number, key) in keys { #expect(pool.owner.contact(number)?.key == key, "seed \(seed), \(moment)") }
            Self.judgeOffers(pool, from: told, "seed \(seed), \(moment)")
            told = pool.events.count
        }
        for name in Self.names {
            for (index, number) in pool.line(name).enumerated() {
                #expect(pool.owner.position(of: number) == index + 1, "seed \(seed)")
            }
        }
        #expect(pool.isSameEverywhere, "seed \(seed)")
    }

    /// Whom the new offers went to, and who is left.
    private static func judgeOffers(_ pool: Pool, from told: Int, _ where: String) {
        let rules = pool.owner.configuration
        let waiting = names.flatMap { pool.owner.waiting(TopicID(trusted: $0), after: nil, limit: .max) }
        for case .offered(let offer) in pool.events[told...] {
            guard let agent = pool.owner.agent(offer.agent), let contact = pool.owner.contact(offer.contact) else {
                continue
            }
            #expect(Reference.mayServe(agent, contact.record, rules), "\(`where`)")
            let better = waiting.first { $0.key < contact.key && Reference.mayServe(agent, $0.record, rules) }
            #expect(better == nil, "\(`where`): \(String(describing: better?.record.number)) comes first")
        }
        let free = pool.owner.allAgents.filter { $0.phase == .idle && $0.isReady }
        for contact in waiting {
            let beside = free.first { Reference.mayServe($0, contact.record, rules) }
            #expect(beside == nil, "\(`where`): \(contact.record.number) waits beside \(String(describing: beside))")
        }
    }
}
