// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// Several agents who ring for one contact.
@Suite struct RingTests {
    /// Anna, Bruno and Carla of level 1, Dario of level 2, in the order in which they came.
    private static func pool(_ strategy: Strategy, most: UInt8 = 16) -> Pool {
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.strategy = strategy
        topic.rules.ring = RingRule(everyMs: 5_000, most: most)
        var pool = Pool(topics: [topic, TopicSettings(topic: TopicID(trusted: "firma"))])
        for (name, site) in [("anna", "roma"), ("bruno", "milano"), ("carla", "napoli")] {
            pool.wait(1_000)
            pool.agent(name, site, Pool.profile(["pec", "firma"]))
        }
        pool.wait(1_000)
        var second = Pool.profile([])
        second.topics = [TopicLevel(topic: TopicID(trusted: "pec"), level: 2)]
        pool.agent("dario", "roma", second)
        return pool
    }

    /// Who rings for a contact.
    private static func rung(_ pool: Pool, _ contact: ContactNumber) -> [String] {
        pool.owner.allAgents.compactMap { agent in
            guard case .offered(let offer) = agent.phase, offer.contact == contact else { return nil }
            return agent.agent.text
        }
    }

    private static func ringMore(_ pool: inout Pool, _ contact: ContactNumber) {
        let newest = pool.owner.openOffers(of: contact).map(\.id.sequence).max() ?? 0
        pool.step(.ringMore(contact, turn: pool.owner.contact(contact)?.turn ?? Turn(0), newest: newest))
    }

    @Test func allOfTheFirstLevelRingOverAllSites() {
        var pool = Self.pool(.ringAll)
        let contact = pool.enter("roma", "pec")
        #expect(Self.rung(pool, contact) == ["anna", "bruno", "carla"])
        let offers = pool.owner.openOffers(of: contact)
        #expect(Set(offers.map(\.ring)) == [offers[0].id.sequence])
        #expect(offers.map(\.id.sequence) == (0..<3).map { offers[0].id.sequence + $0 })
        #expect(pool.owner.statistics(TopicID(trusted: "pec")).offered == 1)
        #expect(pool.line("pec").isEmpty)
        #expect(pool.isSameEverywhere)
    }

    @Test func whoAcceptsHasItAndTheOthersAreFree() {
        var pool = Self.pool(.ringAll)
        let contact = pool.enter("roma", "pec")
        pool.connect("bruno")
        #expect(pool.owner.statistics(TopicID(trusted: "pec")).offered == 0)
        #expect(pool.owner.statistics(TopicID(trusted: "pec")).answered == 1)
        // Until their homes have said so, they stand as they were.
        #expect(Self.rung(pool, contact) == ["anna", "carla"])
        pool.agent("anna")
        pool.agent("carla", "napoli")
        #expect(Self.rung(pool, contact) == [])
        #expect(pool.isSameEverywhere)
        // Who was rung in vain has lost nothing by it: idle since they came.
        pool.enter("roma", "firma")
        #expect(pool.offer("anna") != nil)
    }

    @Test func aLimitHoldsForAllWhoAreRung() {
        var pool = Self.pool(.ringAll, most: 2)
        let contact = pool.enter("roma", "pec")
        #expect(Self.rung(pool, contact) == ["anna", "bruno"])
        // One lets it go, and nobody takes the place: two have been rung.
        pool.agent("anna")
        #expect(Self.rung(pool, contact) == ["bruno"])
        #expect(pool.isSameEverywhere)
    }

    @Test func whoBecomesFreeRingsToo() {
        var pool = Self.pool(.ringAll)
        pool.agent("carla", "napoli", ready: false, activity: .wrapping)
        let contact = pool.enter("roma", "pec")
        #expect(Self.rung(pool, contact) == ["anna", "bruno"])
        pool.agent("carla", "napoli")
        #expect(Self.rung(pool, contact) == ["anna", "bruno", "carla"])
        // Nobody rings twice for one ring, nor from a higher level.
        pool.agent("bruno", "milano")
        pool.agent("dario")
        #expect(Self.rung(pool, contact) == ["anna", "carla"])
        #expect(pool.isSameEverywhere)
    }

    @Test func whoWaitsGoesBeforeAContactThatRings() {
        var pool = Self.pool(.ringAll)
        let first = pool.enter("roma", "pec")
        let second = pool.enter("milano", "pec")
        // Dario is of the second level, and the only one who is free.
        #expect(Self.rung(pool, second) == ["dario"])
        let third = pool.enter("napoli", "pec")
        #expect(pool.line("pec") == [third])
        pool.connect("bruno")
        pool.agent("anna")
        #expect(Self.rung(pool, third) == ["anna"])
        pool.agent("carla", "napoli")
        #expect(Self.rung(pool, second) == ["dario", "carla"].sorted(), "the first of those who ring")
        #expect(Self.rung(pool, first) == [])
        #expect(pool.isSameEverywhere)
    }

    @Test func aRingThatNobodyTookBeginsAgainInItsPlace() {
        var pool = Self.pool(.ringAll)
        let contact = pool.enter("roma", "pec")
        let key = pool.owner.contact(contact)?.key
        for (name, site) in [("anna", "roma"), ("bruno", "milano"), ("carla", "napoli")] {
            pool.agent(name, site, ready: false, activity: .notResponding)
        }
        pool.report(contact, .waiting)
        #expect(pool.owner.contact(contact)?.key == key)
        // The first level has been asked: the second is.
        #expect(Self.rung(pool, contact) == ["dario"])
        pool.agent("anna")
        #expect(Self.rung(pool, contact) == ["dario"], "who has let it go comes after all who have not")
        pool.report(contact, .waiting)
        #expect(Self.rung(pool, contact) == ["dario", "anna"].sorted(), "everybody has been asked")
        #expect(pool.isSameEverywhere)
    }

    @Test func oneAfterTheOtherOverAllLevels() {
        var pool = Self.pool(.ringProgressively, most: 3)
        let contact = pool.enter("roma", "pec")
        #expect(Self.rung(pool, contact) == ["anna"])
        Self.ringMore(&pool, contact)
        #expect(Self.rung(pool, contact) == ["anna", "bruno"])
        // A home that asks again, since the answer is under way, gets no second one.
        let first = pool.owner.openOffers(of: contact)[0]
        pool.step(.ringMore(contact, turn: first.contactTurn, newest: first.id.sequence))
        #expect(Self.rung(pool, contact) == ["anna", "bruno"])
        pool.step(.ringMore(contact, turn: first.contactTurn.next, newest: first.id.sequence + 1))
        #expect(Self.rung(pool, contact) == ["anna", "bruno"])
        pool.agent("carla", "napoli", ready: false, intent: .onBreak)
        Self.ringMore(&pool, contact)
        #expect(Self.rung(pool, contact) == ["anna", "bruno", "dario"])
        pool.agent("carla", "napoli")
        Self.ringMore(&pool, contact)
        #expect(Self.rung(pool, contact) == ["anna", "bruno", "dario"], "three is the most")
        #expect(pool.isSameEverywhere)
    }

    @Test func aContactForOneAgentRingsOneAgent() {
        var pool = Self.pool(.ringAll)
        var routing = Routing.plain
        routing.onlyAgent = AgentID(trusted: "bruno")
        let contact = pool.enter("roma", "pec", routing: routing)
        #expect(Self.rung(pool, contact) == ["bruno"])
        #expect(pool.offer("bruno")?.isOfRing == false)
    }

    @Test func aTopicOfAnotherStrategyRingsOne() {
        var pool = Self.pool(.longestIdle)
        let contact = pool.enter("roma", "pec")
        #expect(Self.rung(pool, contact) == ["anna"])
        #expect(pool.offer("anna")?.isOfRing == false)
        Self.ringMore(&pool, contact)
        #expect(Self.rung(pool, contact) == ["anna"])
    }

    @Test func aDetachedSiteIsNotRung() {
        var pool = Self.pool(.ringAll)
        pool.step(.detach(SiteID(trusted: "milano")))
        let contact = pool.enter("roma", "pec")
        #expect(Self.rung(pool, contact) == ["anna", "carla"])
        pool.step(.detach(SiteID(trusted: "roma")))
        pool.agent("dora", "napoli", Pool.profile(["pec"]))
        #expect(Self.rung(pool, contact) == ["anna", "carla"], "nobody joins the ring of a site that does not confirm")
        #expect(pool.isSameEverywhere)
    }
}
