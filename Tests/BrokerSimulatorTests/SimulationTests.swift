// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BrokerSimulator

/// Short runs, in debug; `centralino simulate` does the long ones.
@Suite struct SimulationTests {
    @Test(arguments: [1, 2, 3, 5] as [UInt64]) func aSeedBreaksNoPromise(seed: UInt64) {
        var simulation = Simulation(seed: seed)
        let report = simulation.run(minutes: 6)
        #expect(report.violations == [], "seed \(seed)")
        #expect(report.contacts > 0 && report.connections > 0 && report.batches > 0, "seed \(seed) tests nothing")
    }

    @Test func theSameSeedIsTheSameLife() {
        let hashes = ([7, 7, 8] as [UInt64]).map { seed in
            var simulation = Simulation(seed: seed)
            return simulation.run(minutes: 6).hash
        }
        #expect(hashes[0] == hashes[1])
        #expect(hashes[0] != hashes[2])
    }

    @Test func lookingAtAContactChangesNothing() {
        var plain = Simulation(seed: 9)
        var followed = Simulation(seed: 9, following: 1)
        let report = followed.run(minutes: 4)
        #expect(plain.run(minutes: 4).hash == report.hash)
        #expect(report.story.contains { $0.contains("enters") })
    }
}
