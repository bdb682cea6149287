// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

@Suite struct StatisticsTests {
    @Test func figuresAreTheFoldOfTheLog() {
        var pool = Pool(topics: ["pec", "firma"])
        let pec = TopicID(trusted: "pec")
        let short = pool.enter()
        pool.wait(4_999)
        pool.report(short, .ended(.abandoned))
        let long = pool.enter()
        pool.wait(5_000)
        pool.report(long, .ended(.abandoned))
        let full = pool.enter()
        pool.report(full, .ended(.maxWait))
        let odd = pool.enter()
        pool.report(odd, .ended(.failed))
        let served = pool.enter()
        pool.wait(20_000)
        pool.agent("anna", "milano", Pool.profile(["pec", "firma"]))
        #expect(pool.owner.statistics(pec).offered == 1)
        pool.connect("anna")
        #expect(pool.owner.statistics(pec).offered == 0 && pool.owner.statistics(pec).connected == 1)
        // Transferred and answered again: one answer, and it counts where it was first given.
        pool.report(served, .waiting, topic: "firma")
        pool.agent("anna", "milano")
        pool.connect("anna")
        pool.report(served, .ended(.handled), released: false)
        pool.agent("anna", "milano", ready: false)
        let figures = pool.owner.statistics(pec)
        #expect(figures.arrived == 5)
        #expect(figures.answered == 1 && figures.answeredInTime == 1)
        #expect(figures.abandoned == 2 && figures.shortAbandoned == 1)
        #expect(figures.maxWait == 1 && figures.lostOtherwise == 1)
        #expect(figures.offered == 0 && figures.connected == 0)
        #expect(pool.owner.statistics(TopicID(trusted: "firma")).connected == 0)
        #expect(pool.owner.statistics(TopicID(trusted: "firma")).answered == 0)
        #expect(figures.waits.percentile(perMille: 500) == 20_000)
        #expect(pool.isSameEverywhere)
    }

    @Test func aConversationTheLogHearsOfWhenItIsOverIsAnAnswer() {
        var pool = Pool(topics: ["pec"])
        let served = pool.enter()
        pool.wait(1_000)
        pool.report(served, .ended(.handled))
        let figures = pool.owner.statistics(TopicID(trusted: "pec"))
        #expect(figures.arrived == 1 && figures.answered == 1 && figures.lostOtherwise == 0)
        #expect(figures.answeredInTime == 0 && figures.waits == WaitHistogram(), "nobody knows when")
        #expect(pool.isSameEverywhere)
    }

    @Test func percentilesAreWithinASixteenth() {
        var random = SplitMix64(seed: 3)
        for spread in [10, 1_000, 100_000, 40_000_000] {
            var histogram = WaitHistogram()
            var values: [Int64] = []
            for _ in 0..<2_000 {
                let value = Int64(random.below(spread))
                values.append(value)
                histogram.record(value)
            }
            values.sort()
            for perMille in [1, 10, 250, 500, 900, 990, 999, 1_000] as [UInt64] {
                let exact = values[Int((UInt64(values.count) * perMille + 999) / 1_000) - 1]
                let told = histogram.percentile(perMille: perMille)
                #expect(
                    told >= exact && Double(told) <= Double(exact) * 1.0625,
                    "\(perMille) of \(spread): \(told), \(exact)")
            }
            #expect(histogram.maximum == values.last)
            #expect((try? WaitHistogram(decoding: histogram.encoded())) == histogram)
        }
        var odd = WaitHistogram()
        #expect(odd.percentile(perMille: 500) == 0)
        for value in [Int64.min, -1, 0, .max] { odd.record(value) }
        #expect(odd.percentile(perMille: 1_000) == .max && odd.percentile(perMille: 1) == 0)
    }
}
