// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// A contact ends when it has been in line for as long as its topic lets it.
@Suite struct MaxWaitTests {
    private static func cluster(maxWaitMs: Int64?) -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        cluster.configure([topic(maxWaitMs)])
        return cluster
    }

    private static func topic(_ maxWaitMs: Int64?) -> TopicSettings {
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.wrapUpMs = 0
        topic.offerTimeoutMs = 4_000
        topic.maxWaitMs = maxWaitMs
        return topic
    }

    private static func phase(_ cluster: inout MiniCluster, _ id: String) -> ContactCell.Phase? {
        cluster.contact("roma", id)?.phase
    }

    @Test func whoIsInLineForSoLongEndsThen() {
        var cluster = Self.cluster(maxWaitMs: 12_000)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 11_500)
        let before = Self.phase(&cluster, "c1")
        #expect(before == .waiting)
        cluster.run(milliseconds: 1_000)
        let phase = Self.phase(&cluster, "c1")
        #expect(phase == .ended(.maxWait))
        #expect(cluster["roma"].replica.follower.engine.statistics(TopicID(trusted: "pec")).maxWait == 1)
    }

    @Test func withoutALimitNobodyEnds() {
        var cluster = Self.cluster(maxWaitMs: nil)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 60_000)
        let phase = Self.phase(&cluster, "c1")
        #expect(phase == .waiting)
    }

    @Test func anotherLimitHoldsForWhoWaits() {
        var cluster = Self.cluster(maxWaitMs: nil)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 20_000)
        cluster.configure([Self.topic(10_000)])
        cluster.run(milliseconds: 6_000)
        let phase = Self.phase(&cluster, "c1")
        #expect(phase == .ended(.maxWait))
    }

    @Test func anOpenOfferGoesOnAndThenItEnds() {
        var cluster = Self.cluster(maxWaitMs: 12_000)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 10_500)
        _ = cluster.login("roma", "anna")
        cluster.run(milliseconds: 2_500)
        let held = Self.phase(&cluster, "c1")
        guard case .held? = held else {
            Issue.record("not offered: \(String(describing: held))")
            return
        }
        cluster.run(milliseconds: 3_500)
        let phase = Self.phase(&cluster, "c1")
        #expect(phase == .ended(.maxWait), "nobody took it")
    }

    @Test func aConversationIsNoWaiting() {
        var cluster = Self.cluster(maxWaitMs: 12_000)
        _ = cluster.login("roma", "anna")
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        _ = cluster.accept("roma", "anna")
        for _ in 0..<8 {
            cluster.run(milliseconds: 4_000)
            _ = cluster.ask("roma", .heartbeat([AgentID(trusted: "anna")]))
        }
        _ = cluster.intent("roma", "anna", .onBreak)
        let again = RequestGuard()
        _ = cluster.ask("roma", .requeue(ContactID(trusted: "c1"), RequeueOrder(), again))
        cluster.run(milliseconds: 11_000)
        let before = Self.phase(&cluster, "c1")
        #expect(before == .waiting, "back in line, with its old place, for eleven seconds")
        cluster.run(milliseconds: 2_000)
        let phase = Self.phase(&cluster, "c1")
        #expect(phase == .ended(.maxWait))
    }

    @Test func aRestartForgetsNoLimit() {
        var cluster = Self.cluster(maxWaitMs: 12_000)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 6_000)
        cluster.restart("roma")
        // Pool time stands still until somebody orders again.
        cluster.run(milliseconds: 12_000)
        let phase = Self.phase(&cluster, "c1")
        #expect(phase == .ended(.maxWait))
    }
}
