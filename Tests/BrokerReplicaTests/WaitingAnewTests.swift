// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// A contact whose waiting begins anew has one place from then on.
@Suite struct WaitingAnewTests {
    private static let pec = TopicID(trusted: "pec")

    private static func arrival(_ cluster: inout MiniCluster, at site: String) -> PoolInstant? {
        cluster.contact(site, "c1").flatMap { cluster[site].replica.engine.contact($0.record.number)?.record.arrival }
    }

    /// The owner's time stands still while the log is silent, and its homes' goes on: they have it wait from an instant
    /// that the owner has not come to.
    @Test func itKeepsThePlaceThatTheLogGaveItThoughItsHomesClockWasAhead() {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        var topic = TopicSettings(topic: Self.pec)
        topic.wrapUpMs = 0
        topic.offerTimeoutMs = 4_000
        cluster.configure([topic])
        guard let (_, others) = cluster.roles else { return }
        let (site, desk) = (others[0], others[1])
        _ = cluster.enqueue(site, "c1")
        cluster.isLogSilent = true
        cluster.post(site, .enqueue(MiniCluster.order("c2")))
        cluster.run(milliseconds: 6_000)
        let moved = cluster.ask(
            site, .requeue(ContactID(trusted: "c1"), RequeueOrder(restart: true), RequestGuard()))
        let told = cluster.contact(site, "c1")?.restartedAt
        #expect(moved?.contact?.state == "waiting" && told != nil)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 1_000)
        guard let place = Self.arrival(&cluster, at: site), let told, place < told else {
            Issue.record("the home's time was not ahead: the test says nothing")
            return
        }
        #expect(cluster.contact(site, "c1")?.restartedAt == place)

        // c1 stands first without c2, and is offered in vain.
        _ = cluster.ask(site, .cancel(ContactID(trusted: "c2"), reason: nil))
        for agent in ["anna", "berta", "carla"] {
            _ = cluster.login(desk, agent)
            cluster.run(milliseconds: 4_500)
        }
        let isRevoked = cluster[site].contactNews.contains { news in
            if case .revoked = news.kind { news.cell.record.id.text == "c1" } else { false }
        }
        #expect(isRevoked)
        #expect(Self.arrival(&cluster, at: site) == place)
    }
}
