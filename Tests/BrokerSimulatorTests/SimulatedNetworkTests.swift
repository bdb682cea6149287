// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerSimulator

@Suite struct SimulatedNetworkTests {
    @Test func aCutWayLetsNothingThroughAndTheOtherWayDoes() {
        var network = SimulatedNetwork(sites: 3)
        var random = SplitMix64(seed: 1)
        network.cut(0, 1, true)
        let there = network.arrivals(0, 1, at: 0, &random).0
        let back = network.arrivals(1, 0, at: 0, &random).0
        #expect(there == nil && back != nil)
        #expect(network.peers(of: 0) == 2 && network.peers(of: 2) == 3)
        network.heal()
        let healed = network.arrivals(0, 1, at: 0, &random).0
        #expect(healed != nil)
    }

    @Test func whatIsHeldBackArrivesAfterwardsAndInOrder() {
        var network = SimulatedNetwork(sites: 2)
        var random = SplitMix64(seed: 2)
        network.hold(0, 1, until: 1_000_000_000)
        let arrivals = (0..<50).compactMap { network.arrivals(0, 1, at: Int64($0) * 1_000, &random).0 }
        #expect(arrivals.count == 50)
        #expect(arrivals.allSatisfy { $0 >= 1_000_000_000 })
        #expect(arrivals == arrivals.sorted())
    }

    @Test func lossAndDoublesAreAsOftenAsAsked() {
        var network = SimulatedNetwork(sites: 2)
        var random = SplitMix64(seed: 3)
        network.quality.lossPerMille = 300
        network.quality.doublePerMille = 100
        let arrivals = (0..<10_000).map { network.arrivals(0, 1, at: Int64($0), &random) }
        #expect((2_700...3_300).contains(arrivals.count { $0.0 == nil }))
        #expect((800...1_200).contains(arrivals.count { $0.1 != nil }))
    }
}
