// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// How many callbacks to one number are open, over all sites.
@Suite struct CallbackTests {
    private static let pec = TopicID(trusted: "pec")

    private static func pool(_ most: UInt8?) -> Pool {
        var topics = ["pec", "firma"].map { TopicSettings(topic: TopicID(trusted: $0)) }
        topics[0].rules.callbacksPerNumber = most
        return Pool(topics: topics)
    }

    private static func caller(_ hash: UInt8) -> SealedCaller {
        SealedCaller(day: "2026-11-29", ciphertext: [], callerHash: [hash], lastDigits: "")
    }

    private static func enter(_ pool: inout Pool, _ site: String, _ hash: UInt8, told: Bool = false) -> Refusal? {
        let number = pool.nextNumber(site)
        let entry = Pool.entry(
            number, site, "pec", isAcknowledged: told, channel: .callback, caller: caller(hash))
        return pool.step(.contact(Pool.report(number, turn: 0, .waiting, "pec", 100), entry: entry))
    }

    private static func count(_ pool: Pool, _ hash: UInt8, _ topic: TopicID = pec) -> Int {
        pool.follower.openCallbacks(topic, to: [hash]).count
    }

    @Test func oneMoreThanTheTopicAllowsIsNotLetIn() {
        var pool = Self.pool(2)
        #expect(Self.enter(&pool, "roma", 1) == nil && Self.enter(&pool, "milano", 1) == nil)
        let refusal = Self.enter(&pool, "napoli", 1)
        #expect(refusal?.code == .full && refusal?.field == "caller")
        #expect(Self.enter(&pool, "napoli", 2) == nil && Self.count(pool, 1) == 2)
        // Whom a site has told of a place is let in.
        #expect(Self.enter(&pool, "napoli", 1, told: true) == nil && Self.count(pool, 1) == 3)
        #expect(pool.isSameEverywhere)
    }

    @Test func whatEndsOrGoesToAnotherTopicCountsNoMore() {
        var pool = Self.pool(1)
        let calls = (0..<3).map { _ in pool.enter("roma", "pec", caller: Self.caller(1)) }
        #expect(Self.count(pool, 1) == 0, "who waits on the line is no callback")
        var routing = Routing.plain
        routing.callback = Callback()
        for call in calls { pool.report(call, .waiting, routing: routing) }
        #expect(Self.count(pool, 1) == 3)
        pool.report(calls[0], .waiting, topic: "firma", routing: routing)
        #expect(Self.count(pool, 1) == 2 && Self.count(pool, 1, TopicID(trusted: "firma")) == 1)
        routing.callback?.address = Self.caller(7)
        pool.report(calls[1], .waiting, routing: routing)
        #expect(Self.count(pool, 1) == 1 && Self.count(pool, 7) == 1, "another number is called")
        pool.report(calls[2], .ended(.handled))
        pool.report(calls[1], .ended(.abandoned))
        #expect(Self.count(pool, 1) == 0 && Self.count(pool, 7) == 0)
        #expect(pool.isSameEverywhere)
    }

    @Test func anImageKnowsWhatIsOpen() throws {
        var pool = Self.pool(1)
        #expect(Self.enter(&pool, "roma", 1) == nil)
        let call = pool.enter("milano", "pec", caller: Self.caller(2))
        var routing = Routing.plain
        routing.callback = Callback()
        routing.dueAt = PoolInstant(pool.now.milliseconds + 60_000)
        pool.report(call, .waiting, routing: routing)
        let image = try Engine(decoding: pool.follower.encoded())
        #expect(image.callbacks == pool.follower.callbacks && image.callbacks.count == 2)
    }
}
