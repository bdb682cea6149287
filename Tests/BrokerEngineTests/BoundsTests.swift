// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// One command never makes a batch that the log cannot take, and a table that is full says so.
@Suite struct BoundsTests {
    @Test func manyOffersAreDecidedInParts() {
        let count = 2 * Limits.offersPerStep + 10
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.waitingMax = UInt32(count)
        var pool = Pool(topics: [topic])
        _ = pool.step(.detach(SiteID(trusted: "milano")))
        for index in 0..<count { pool.agent("a\(index)", "milano", Pool.profile(["pec"])) }
        let numbers = (0..<count).map { _ in pool.enter() }
        var events: [Event] = []
        _ = pool.owner.step(.attach(SiteID(trusted: "milano")), id: 0, at: pool.owner.time, into: &events)
        #expect(events.count == Limits.offersPerStep + 1 && pool.owner.isMatchingDue)
        var parts = 1
        while pool.owner.isMatchingDue {
            let before = events.count
            pool.owner.matchMore(at: pool.owner.time, into: &events)
            #expect(events.count - before <= Limits.offersPerStep)
            parts += 1
        }
        #expect(parts == 3)
        // In the line's order, as if all had been decided at once.
        let offered = events.compactMap { if case .offered(let offer) = $0 { offer.contact } else { nil } }
        #expect(offered == numbers)
    }

    @Test func aPoolRemembersSoManyTopics() {
        var engine = Engine()
        for index in 0..<Limits.topicsRemembered { _ = engine.topicIndex(TopicID(trusted: "t\(index)")) }
        #expect(engine.hasRoom(for: [TopicID(trusted: "t1")]))
        #expect(!engine.hasRoom(for: [TopicID(trusted: "t1"), TopicID(trusted: "other")]))
    }
}
