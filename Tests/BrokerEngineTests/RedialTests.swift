// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// Who gives up and calls again in time has the place of before, at any site.
@Suite struct RedialTests {
    private static let pec = TopicID(trusted: "pec")

    private static func pool(redialMs: Int64 = 60_000) -> Pool {
        var pool = Pool(topics: ["pec", "firma"])
        var settings = ["pec", "firma"].map { TopicSettings(topic: TopicID(trusted: $0)) }
        settings[0].rules.redialMs = redialMs
        pool.configure(settings)
        return pool
    }

    private static func caller(_ hash: UInt8) -> SealedCaller {
        SealedCaller(day: "2026-11-29", ciphertext: [], callerHash: [hash], lastDigits: "")
    }

    @Test func whoCallsAgainHasTheOldPlace() {
        var pool = Self.pool()
        let first = pool.enter("roma", "pec", caller: Self.caller(1))
        pool.wait(10_000)
        let other = pool.enter("milano", "pec", caller: Self.caller(2))
        pool.wait(10_000)
        let arrival = pool.follower.contact(first)?.record.arrival
        pool.report(first, .ended(.abandoned))
        pool.wait(30_000)
        let again = pool.enter("milano", "pec", caller: Self.caller(1))
        #expect(pool.follower.contact(again)?.record.arrival == arrival)
        #expect(pool.follower.position(of: again) == 1 && pool.follower.position(of: other) == 2)
        // The place is taken once.
        let second = pool.enter("roma", "pec", caller: Self.caller(1))
        #expect(pool.follower.contact(second)?.record.arrival == pool.now)
    }

    @Test("Not too late, not for another topic, not after an answer, not without a number", arguments: 0..<4)
    func whoHasNoPlaceToComeBackTo(_ kind: Int) {
        var pool = Self.pool()
        let first = pool.enter("roma", "pec", caller: kind == 3 ? nil : Self.caller(1))
        pool.wait(10_000)
        if kind == 2 {
            pool.agent("anna", "roma", Pool.profile(["pec"]))
            pool.connect("anna")
            pool.agent("anna", ready: false, intent: .offline)
        }
        pool.report(first, .ended(.abandoned))
        pool.wait(kind == 0 ? 60_001 : 1_000)
        let again = pool.enter("roma", kind == 1 ? "firma" : "pec", caller: kind == 3 ? nil : Self.caller(1))
        #expect(pool.follower.contact(again)?.record.arrival == pool.now)
    }

    @Test func anImageHasWhoGaveUp() throws {
        var pool = Self.pool()
        for hash in 1...3 as ClosedRange<UInt8> {
            let number = pool.enter("roma", "pec", caller: Self.caller(hash))
            pool.wait(5_000)
            pool.report(number, .ended(.abandoned))
        }
        _ = pool.enter("roma", "pec", caller: Self.caller(2))
        let image = try Engine(decoding: pool.follower.encoded())
        #expect(image.encoded() == pool.follower.encoded())
        #expect(image.redials.inOrder.map(\.0.hash) == [[1], [3]])
        #expect(image.redials.inOrder.map(\.1) == pool.follower.redials.inOrder.map(\.1))
    }

    /// A memory that has been through much, and one made of what it shows, go on alike.
    @Test func memoriesOfOneStateGoOnAlike() {
        var random = SplitMix64(seed: 29)
        for _ in 0..<50 {
            var one = RedialMemory(capacity: 8)
            var other = RedialMemory(capacity: 8)
            for step in 0..<300 as Range<Int64> {
                let now = PoolInstant(step * 100)
                let caller = RedialMemory.Caller(topic: random.below(2), hash: [UInt8(random.below(12))])
                switch random.below(4) {
                case 0:
                    one.forget(caller)
                    other.forget(caller)
                case 1:
                    // The other begins anew with what the one shows.
                    other = RedialMemory(capacity: 8)
                    for (caller, place) in one.inOrder { other.remember(caller, place) }
                default:
                    let until = PoolInstant(now.milliseconds + Int64(random.below(20)) * 100)
                    let place = RedialMemory.Place(arrival: now, until: until)
                    one.sweep(at: now)
                    other.sweep(at: now)
                    one.remember(caller, place)
                    other.remember(caller, place)
                }
                #expect(one.inOrder.map(\.0) == other.inOrder.map(\.0))
                #expect(one.inOrder.count <= 8)
                #expect(one.place(of: caller, at: now) == other.place(of: caller, at: now))
            }
        }
    }
}
