// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import BrokerReplica

@Suite struct RandomDayTests {
    /// Seeds to run; more by `CENTRALINO_SEEDS=1000 swift test --filter RandomDayTests`.
    static let seeds: [UInt64] = {
        let wanted = getenv("CENTRALINO_SEEDS").flatMap { UInt64(String(cString: $0)) } ?? 4
        return (1...wanted).map { $0 }
    }()

    @Test(arguments: seeds) func nothingBreaksAndEverythingSettles(seed: UInt64) {
        var day = RandomDay(seed: seed)
        day.misbehave(milliseconds: 8_000)
        day.heal(milliseconds: 45_000)
        #expect(day.complaints() == [], "seed \(seed)")
        #expect(day.cluster.checker?.offersLogged ?? 0 > 0, "seed \(seed) tests nothing")
    }

    @Test(arguments: [101, 102] as [UInt64]) func withoutKillsEveryVersionIsHeard(seed: UInt64) {
        var day = RandomDay(seed: seed, weather: RandomDay.Weather(kills: false))
        day.misbehave(milliseconds: 8_000)
        day.heal(milliseconds: 45_000)
        #expect(day.complaints() == [], "seed \(seed)")
        for (number, versions) in day.cluster.checker?.contactVersions ?? [:] {
            // Version 1 is the place itself, told by `queued`.
            let heard = versions.keys.sorted()
            #expect(heard == Array(2..<UInt64(2 + heard.count)), "seed \(seed), contact \(number)")
        }
        for (agent, versions) in day.cluster.checker?.agentVersions ?? [:] {
            let heard = versions.keys.sorted()
            #expect(heard == Array(1..<UInt64(1 + heard.count)), "seed \(seed), \(agent)")
        }
    }
}
