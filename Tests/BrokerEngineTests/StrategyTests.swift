// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// Which of several free agents is offered a contact.
@Suite struct StrategyTests {
    private static func pool(_ strategy: Strategy) -> Pool {
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.strategy = strategy
        var pool = Pool(topics: [topic, TopicSettings(topic: TopicID(trusted: "firma"))])
        for name in ["anna", "bruno", "carla"] {
            pool.wait(1_000)
            pool.agent(name, "roma", Pool.profile(["pec", "firma"]))
        }
        return pool
    }

    /// A contact comes; returns who is offered it.
    private static func call(_ pool: inout Pool, _ topic: String = "pec") -> String? {
        let number = pool.enter("roma", topic)
        guard case .offered(let offer)? = pool.owner.contact(number)?.phase else { return nil }
        return offer.agent.text
    }

    /// A contact comes, is talked with for so long, and whoever took it is free again; returns who did.
    private static func serve(
        _ pool: inout Pool, _ topic: String = "pec", talkMs: Int64 = 60_000, wrapUpMs: Int64 = 0
    ) -> String? {
        guard let name = call(&pool, topic), let contact = pool.offer(name)?.contact else { return nil }
        pool.connect(name)
        pool.wait(talkMs)
        pool.report(contact, .ended(.handled))
        if wrapUpMs > 0 {
            pool.agent(name, ready: false, activity: .wrapping)
            pool.wait(wrapUpMs)
        }
        pool.agent(name)
        return name
    }

    /// The agent lets the offer go, and the contact is back in line, in the order in which homes may say so.
    private static func decline(_ pool: inout Pool, _ name: String, contactFirst: Bool = false) {
        guard let contact = pool.offer(name)?.contact else { return }
        if contactFirst { pool.report(contact, .waiting) }
        pool.agent(name)
        if !contactFirst { pool.report(contact, .waiting) }
    }

    @Test func longestIdleGoesByTheEndOfWork() {
        var pool = Self.pool(.longestIdle)
        let served = (0..<6).map { _ in Self.serve(&pool) }
        #expect(served == ["anna", "bruno", "carla", "anna", "bruno", "carla"])
        // A break is no work.
        pool.agent("anna", ready: false, intent: .onBreak)
        pool.wait(60_000)
        pool.agent("anna")
        #expect(Self.call(&pool) == "anna")
        #expect(pool.isSameEverywhere)
    }

    @Test func roundRobinGoesByTheLastOfferOfAnyTopic() {
        var pool = Self.pool(.roundRobin)
        #expect(Self.serve(&pool, "firma") == "anna")
        #expect(Self.serve(&pool) == "bruno")
        #expect(Self.serve(&pool) == "carla")
        #expect(Self.serve(&pool) == "anna")
        // An offer not taken counts as one.
        #expect(Self.call(&pool) == "bruno")
        Self.decline(&pool, "bruno")
        #expect(pool.offer("carla") != nil)
        #expect(pool.isSameEverywhere)
    }

    @Test func fewestContactsGoesByContactsThatFade() {
        var pool = Self.pool(.fewestContacts)
        #expect(Self.serve(&pool) == "anna")
        #expect(Self.serve(&pool) == "bruno")
        #expect(Self.serve(&pool, talkMs: 7_200_000) == "carla")
        // Anna's contact is the oldest, so least of it is left; then Bruno's.
        #expect(Self.serve(&pool) == "anna")
        #expect(Self.serve(&pool) == "bruno")
        #expect(Self.serve(&pool) == "carla")
        #expect(pool.isSameEverywhere)
    }

    @Test func leastTalkLooksAtTheLengthOfConversations() {
        var pool = Self.pool(.leastTalk)
        #expect(Self.serve(&pool, talkMs: 600_000) == "anna")
        #expect(Self.serve(&pool, talkMs: 60_000, wrapUpMs: 900_000) == "bruno")
        #expect(Self.serve(&pool, talkMs: 300_000) == "carla")
        #expect(Self.serve(&pool, talkMs: 30_000) == "bruno", "wrap-up is no talk")
        #expect(pool.isSameEverywhere)
    }

    @Test func leastOccupiedLooksAtWrapUpToo() {
        var pool = Self.pool(.leastOccupied)
        #expect(Self.serve(&pool, talkMs: 600_000) == "anna")
        #expect(Self.serve(&pool, talkMs: 60_000, wrapUpMs: 900_000) == "bruno")
        #expect(Self.serve(&pool, talkMs: 300_000) == "carla")
        #expect(Self.serve(&pool, talkMs: 30_000) == "carla", "Bruno was busy longest")
        #expect(pool.isSameEverywhere)
    }

    @Test func topDownBeginsAtTheTop() {
        var pool = Self.pool(.topDown)
        #expect((0..<3).map { _ in Self.serve(&pool) } == ["anna", "anna", "anna"])
        #expect(Self.call(&pool) == "anna" && Self.call(&pool) == "bruno")
        #expect(pool.isSameEverywhere)
    }

    @Test func randomTakesEverybodyInTheLongRun() {
        var pool = Self.pool(.random)
        var counts: [String: Int] = [:]
        for _ in 0..<300 { counts[Self.serve(&pool) ?? "nobody", default: 0] += 1 }
        #expect(Set(counts.keys) == ["anna", "bruno", "carla"])
        // A hundred each: 60 is five standard deviations below.
        #expect(counts.values.allSatisfy { $0 > 60 }, "\(counts)")
        #expect(pool.isSameEverywhere)
    }

    /// All but the one that rings all of them: `RingTests`.
    private static let oneByOne = Strategy.allCases.filter { $0 != .ringAll }

    @Test(arguments: oneByOne) func lowerLevelsComeFirst(_ strategy: Strategy) {
        var pool = Self.pool(strategy)
        var profile = Pool.profile(["pec"])
        profile.topics = [TopicLevel(topic: TopicID(trusted: "pec"), level: 2)]
        pool.agent("dora", "roma", profile)
        #expect(Set((0..<3).map { _ in Self.call(&pool) }) == ["anna", "bruno", "carla"])
        #expect(Self.call(&pool) == "dora")
        #expect(Self.call(&pool) == nil)
        #expect(pool.isSameEverywhere)
    }

    /// Whoever does not take a contact is asked again only when everybody has been asked.
    @Test(arguments: oneByOne, [false, true]) func anOfferNotTakenGoesRound(
        _ strategy: Strategy, contactFirst: Bool
    ) {
        var pool = Self.pool(strategy)
        guard var name = Self.call(&pool) else {
            Issue.record("nobody is offered the contact")
            return
        }
        var asked = [name]
        for _ in 0..<5 {
            Self.decline(&pool, name, contactFirst: contactFirst)
            guard let next = ["anna", "bruno", "carla"].first(where: { pool.offer($0) != nil }) else {
                Issue.record("nobody is offered the contact again")
                return
            }
            name = next
            asked.append(name)
            #expect(pool.isSameEverywhere)
        }
        #expect(Set(asked.prefix(3)).count == 3 && Set(asked.suffix(3)).count == 3, "\(asked)")
    }

    /// An attached site's contacts meet the agents whom each topic's strategy puts first.
    @Test func manyAtOnceGoByTheStrategyToo() {
        var pool = Self.pool(.topDown)
        _ = pool.step(.detach(SiteID(trusted: "milano")))
        let numbers = (0..<2).map { _ in pool.enter("milano") }
        _ = Self.serve(&pool, "firma")
        _ = pool.step(.attach(SiteID(trusted: "milano")))
        #expect(pool.offer("anna")?.contact == numbers[0] && pool.offer("bruno")?.contact == numbers[1])
        #expect(pool.isSameEverywhere)
    }

    @Test func anotherStrategyHoldsAtOnce() {
        var pool = Self.pool(.topDown)
        #expect(Self.serve(&pool) == "anna")
        pool.configure([TopicSettings(topic: TopicID(trusted: "pec"))])
        #expect(pool.isSameEverywhere)
        #expect(Self.serve(&pool) == "bruno", "Anna has just worked")
    }
}
