// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// What holds under any configuration: topics, priorities, ageing, strategies, levels, skills, steps, channels and room
/// are drawn, and a brute-force reading of the contract judges.
@Suite struct PropertyTests {
    @Test(arguments: 0..<60 as Range<UInt64>) func thereIsOneOrderOverAllTopicsAndPlacesAreKept(seed: UInt64) {
        var drawn = DrawnPool(seed: seed)
        for _ in 0..<200 where drawn.wrong.isEmpty { drawn.live() }
        drawn.call()
        #expect(drawn.wrong.isEmpty, "seed \(seed): \(drawn.wrong.prefix(3))")
        #expect(drawn.pool.isSameEverywhere, "seed \(seed)")
    }

    /// The judge has enough to judge.
    @Test func manyOffersAreMadeAndStepsTaken() {
        var offers = 0
        var relaxed = 0
        var beside = 0
        for seed in 0..<20 as Range<UInt64> {
            var drawn = DrawnPool(seed: seed)
            for _ in 0..<200 { drawn.live() }
            offers += drawn.offers
            relaxed += drawn.relaxed
            beside += drawn.beside
        }
        #expect(
            offers > 300 && relaxed > 100 && beside > 100, "\(offers) offers, \(beside) beside others, \(relaxed) steps"
        )
    }

    /// One who is least urgent among a flood of the most urgent, twice as many as can be served.
    private struct Flood {
        var pool: Pool
        var random: SplitMix64
        let topics: [String]
        let patient: ContactNumber
        let arrival: Int64
        /// When those came who were served before, counted from the patient's arrival.
        private(set) var before: [Int64] = []
        private(set) var isServed = false

        init(seed: UInt64, aging: Int64?) {
            var random = SplitMix64(seed: seed)
            let topics = (0...random.below(4)).map { "t\($0)" }
            var pool = Pool(topics: topics, agingMs: aging)
            // Everybody is in a conversation at first, and serves what the patient waits for, among other topics.
            for index in 0...(1 + random.below(3)) {
                let others = topics.dropFirst().filter { _ in random.chance(500) }
                pool.agent("a\(index)", Pool.sites[index % 3], Pool.profile([topics[0]] + others))
                pool.enter("roma", topics[0], priority: 255)
                pool.connect("a\(index)")
            }
            patient = pool.enter("milano", topics[0], priority: 0)
            arrival = pool.now.milliseconds
            self.topics = topics
            self.pool = pool
            self.random = random
        }

        /// Two more come, and one conversation ends.
        mutating func goOn() {
            pool.wait(1_000)
            for topic in [topics[0], topics[random.below(topics.count)]] {
                pool.enter(Pool.sites[random.below(3)], topic, priority: 255)
            }
            let agents = pool.owner.allAgents
            let agent = agents[random.below(agents.count)]
            guard case .busy(_, let contact) = agent.phase else { return }
            pool.report(contact, .ended(.handled))
            pool.agent(agent.agent.text, agent.site.text)
            guard let next = pool.offer(agent.agent.text)?.contact else { return }
            if next == patient {
                isServed = true
            } else if let came = pool.owner.contact(next)?.record.arrival.milliseconds {
                before.append(came - arrival)
            }
            pool.connect(agent.agent.text)
        }
    }

    @Test(arguments: 0..<24 as Range<UInt64>) func nobodyStarvesBeyondTheBound(seed: UInt64) {
        let aging = Int64([5, 20, 50, 100][Int(seed % 4)])
        var flood = Flood(seed: seed, aging: aging)
        for _ in 0..<400 where !flood.isServed { flood.goOn() }
        #expect(flood.isServed, "seed \(seed)")
        let bound = 255 * aging
        #expect(flood.before.allSatisfy { $0 <= bound }, "seed \(seed): \(flood.before.max() ?? 0) ms is over \(bound)")
        // Others were indeed before it, up to the bound: it is no looser than it must be.
        #expect((flood.before.max() ?? 0) > bound - 3_000, "seed \(seed): \(flood.before)")
        // Without ageing the same flood starves it: priority is strict.
        var strict = Flood(seed: seed, aging: nil)
        for _ in 0..<400 { strict.goOn() }
        #expect(!strict.isServed && strict.before.count > 300, "seed \(seed)")
    }
}
