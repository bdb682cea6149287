// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// I18: a home's word is taken from the node that holds it.
@Suite struct AuthorityTests {
    @Test func anotherNodeEndsNobodysContact() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        #expect(cluster.enqueue(others[0], "c1")?.contact != nil)
        let site = SiteID(trusted: others[0])
        guard let known = cluster[owner].replica.engine.contacts(of: site).first else { return }
        let report = ContactReport(
            number: known.record.number, turn: known.turn.next, phase: .ended(.handled), version: 9,
            topic: known.record.topic, priority: known.record.priority)
        cluster.say(.command(id: 1, .contact(report, entry: nil)), to: owner, from: others[1])
        cluster.run(milliseconds: 300)
        #expect(cluster[owner].replica.engine.contact(known.record.number) != nil)
        cluster.say(.command(id: 1, .contact(report, entry: nil)), to: owner, from: others[0])
        cluster.run(milliseconds: 300)
        #expect(cluster[owner].replica.engine.contact(known.record.number) == nil, "the home itself may")
    }

    @Test func anotherNodeDetachesAndAttachesNobody() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        let site = SiteID(trusted: others[0])
        cluster.say(.command(id: 1, .detach(site)), to: owner, from: others[1])
        cluster.run(milliseconds: 300)
        #expect(cluster[owner].replica.engine.sites[site]?.isDetached == false)
        cluster.kill(others[0])
        cluster.run(milliseconds: 7_000)
        #expect(cluster[owner].replica.engine.sites[site]?.isDetached == true)
        cluster.say(.command(id: 1, .attach(site)), to: owner, from: others[1])
        cluster.run(milliseconds: 300)
        #expect(cluster[owner].replica.engine.sites[site]?.isDetached == true)
    }

    @Test func anotherNodeTakesNobodysHome() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        let site = SiteID(trusted: others[0])
        let stolen = HomeRecord(
            site: site, node: MiniCluster.node(others[0]), term: 0, incarnation: 99, openCount: 1)
        cluster.say(.command(id: 1, .takeHome(stolen, rejoin: true)), to: owner, from: others[1])
        cluster.run(milliseconds: 300)
        #expect(cluster[owner].replica.engine.sites[site]?.home.incarnation != 99)
    }
}
