// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// A line is in the order of calls, whatever the sites' wall clocks say.
@Suite struct ClockTests {
    private static let pec = TopicID(trusted: "pec")
    private static let day: Int64 = 86_400_000
    private static let wrong = ["roma": -day, "milano": day]

    private func line(_ cluster: MiniCluster, by site: String) -> [String] {
        cluster[site].replica.engine.waiting(Self.pec, after: nil, limit: 1_000).map(\.record.id.text)
    }

    /// Calls at these sites in turn, 20 ms apart, without waiting for answers.
    private func call(
        _ cluster: inout MiniCluster, _ sites: [String], count: Int, _ calls: inout [String]
    ) {
        for _ in 0..<count {
            let id = "c\(calls.count)"
            cluster.post(sites[calls.count % sites.count], .enqueue(MiniCluster.order(id)))
            calls.append(id)
            cluster.run(milliseconds: 20)
        }
    }

    @Test func aWrongWallClockGainsNothing() {
        var cluster = MiniCluster.ready(wallErrorMs: Self.wrong)
        let sites = ["roma", "milano", "napoli"]
        var calls: [String] = []
        call(&cluster, sites, count: 12, &calls)
        // Long enough for clocks that are slewed to part by seconds.
        cluster.run(milliseconds: 120_000)
        call(&cluster, sites, count: 12, &calls)
        guard let (first, others) = cluster.roles else { return }
        #expect(line(cluster, by: first) == calls)

        // Without an owner calls only wait at their homes; the next one has another clock.
        cluster.kill(first)
        call(&cluster, others, count: 12, &calls)
        cluster.run(milliseconds: 3_000)
        guard let (second, _) = cluster.roles, second != first else {
            Issue.record("no other owner")
            return
        }
        let those = Set(line(cluster, by: second))
        #expect(line(cluster, by: second) == calls.filter { those.contains($0) } && those.count == 28)
        cluster.restart(first)
        cluster.run(milliseconds: 3_000)
        call(&cluster, sites, count: 12, &calls)
        cluster.run(milliseconds: 1_000)
        #expect(line(cluster, by: second) == calls)

        // Each home in turn begins anew, and presents what it has.
        for site in sites {
            cluster.kill(site)
            cluster.restart(site)
            cluster.run(milliseconds: 8_000)
            call(&cluster, sites, count: 6, &calls)
        }
        cluster.run(milliseconds: 2_000)
        guard let (last, _) = cluster.roles else { return }
        #expect(line(cluster, by: last) == calls)
    }

    @Test func whoeverOwnsThePoolTheOrderIsThatOfTheCalls() {
        for owner in ["roma", "milano", "napoli"] {
            var cluster = MiniCluster.ready(wallErrorMs: Self.wrong)
            for _ in 0..<6 where cluster.roles?.owner != owner {
                let before = cluster.roles?.owner ?? ""
                cluster.kill(before)
                cluster.run(milliseconds: 3_000)
                cluster.restart(before)
                cluster.run(milliseconds: 3_000)
            }
            #expect(cluster.roles?.owner == owner)
            var calls: [String] = []
            call(&cluster, ["roma", "milano", "napoli"], count: 12, &calls)
            // What comes while the log is silent is told late: how long it has waited counts.
            cluster.isLogSilent = true
            call(&cluster, ["napoli", "milano", "roma"], count: 12, &calls)
            cluster.run(milliseconds: 4_000)
            cluster.isLogSilent = false
            cluster.run(milliseconds: 3_000)
            #expect(line(cluster, by: "napoli") == calls, "owner \(owner)")
        }
    }

    @Test func poolTimeStandsStillWhileTheLogTakesNothing() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        func poolTime() -> Int64 {
            var replica = cluster[owner].replica
            return replica.poolTime(at: cluster.now).milliseconds
        }
        cluster.isLogSilent = true
        cluster.post(others[0], .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 1_000)
        let stalled = poolTime()
        cluster.run(milliseconds: 7_000)
        #expect(poolTime() == stalled)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 1_500)
        let back = poolTime()
        #expect((500...1_600).contains(back - stalled), "it goes on from there: \(back - stalled)")
        cluster.run(milliseconds: 5_000)
        #expect((4_800...5_200).contains(poolTime() - back))
    }
}
