// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// A node that is asked to end.
@Suite struct LeavingTests {
    /// What it stored then it would tell nobody: its process ends.
    @Test func whoHasLeftTakesNothingInAnyMore() {
        var cluster = MiniCluster.ready()
        guard let others = cluster.roles?.others, let (home, desk) = Optional((others[0], others[1])) else { return }
        _ = cluster.login(desk, "anna")
        _ = cluster.enqueue(home, "c1")
        cluster.run(milliseconds: 100)
        #expect(cluster.openOffer(desk, "anna") != nil)
        cluster.put(.leave, to: MiniCluster.node(home))
        cluster.run(milliseconds: 50)
        #expect(cluster[home].hasLeft)
        let left = (disk: cluster[home].records, told: cluster[home].contactNews.count)
        let late = cluster.post(home, .enqueue(MiniCluster.order("c2")))
        #expect(cluster.accept(desk, "anna")?.refusal?.code == .gone, "nobody is there to connect it")
        #expect(cluster[home].records == left.disk && cluster[home].writing.isEmpty)
        #expect(cluster[home].contactNews.count == left.told && cluster[home].replies[late] == nil)
        #expect(cluster[home].replica.nextDue == nil)
        let told = cluster[home].contactNews
        cluster.kill(home)
        cluster.restart(home)
        cluster.run(milliseconds: 2_000)
        let versions = (told + cluster[home].contactNews).map(\.cell.version)
        #expect(versions == Array(1...UInt64(versions.count)) && versions.count > 2, "each is told once: \(versions)")
    }
}
