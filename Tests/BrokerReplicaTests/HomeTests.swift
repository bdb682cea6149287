// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// One holder of a home, and what a home does about its store (protocol §6).
@Suite struct HomeTests {
    @Test func anotherHolderEndsThisOne() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        cluster.start("roma-2", incarnation: 77, rejoin: true)
        cluster.run(milliseconds: 1_000)
        #expect(cluster["roma-2"].replica.isHome && cluster["roma-2"].isServing)
        #expect(!cluster["roma"].replica.isHome, "the old holder still confirms")
        #expect(!cluster["roma"].isServing)
        // It begins a copy of the new home, and what it had is forgotten.
        cluster.run(milliseconds: 2_000)
        #expect(cluster["roma"].halted == nil)
        #expect(cluster.state("roma", by: "napoli")?.heirs == [MiniCluster.node("roma")])
        let homes = ["roma", "roma-2"].map { cluster[$0].replica.home.contacts.inOrder.map { $0.encoded() } }
        #expect(homes[0] == homes[1])
    }

    @Test func aNumberIsNeverGivenTwiceThroughACrash() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        let site = others[0]
        // The contact is in the log before the disk has anything.
        cluster.faults.storeMs = 300
        cluster.post(site, .enqueue(MiniCluster.order("first")))
        cluster.run(milliseconds: 100)
        cluster.kill(site)
        cluster.faults.storeMs = 0
        cluster.restart(site)
        cluster.run(milliseconds: 1_500)
        let first = cluster[owner].replica.engine.contacts(of: SiteID(trusted: site)).first
        let second = cluster.enqueue(site, "second")?.contact
        #expect(second != nil)
        #expect(first?.record.number != second?.record.number)
        #expect(cluster.enqueue(site, "third")?.contact?.record.number != second?.record.number)
    }

    @Test func anOlderCopyOfTheStoreIsNoticed() {
        for rejoin in [false, true] {
            var cluster = MiniCluster.ready()
            _ = cluster.enqueue("roma", "c0")
            _ = cluster.login("roma", "anna")
            cluster.run(milliseconds: 100)
            let copy = cluster["roma"]
            _ = cluster.accept("roma", "anna")
            _ = cluster.end("roma", "c0")
            _ = cluster.enqueue("roma", "c1")
            cluster.run(milliseconds: 100)
            cluster.kill("roma")
            cluster["roma"].records = copy.records
            cluster.start("roma", incarnation: copy.disk.incarnation, rejoin: rejoin)
            cluster.run(milliseconds: 1_000)
            #expect(cluster["roma"].halted != nil, "rejoin \(rejoin)")
        }
    }

    @Test func anOlderCopyWithoutItsNewestNumbersIsNoticed() {
        var cluster = MiniCluster.ready()
        let copy = cluster["roma"]
        for index in 0..<3 {
            _ = cluster.enqueue("roma", "c\(index)")
            _ = cluster.end("roma", "c\(index)")
        }
        cluster.run(milliseconds: 100)
        cluster.kill("roma")
        cluster["roma"].records = copy.records.filter { $0.key.key != StoreKey.numbers }
        cluster.restart("roma")
        cluster.run(milliseconds: 1_000)
        #expect(cluster["roma"].halted != nil)
    }

    @Test func aStoreOfAnotherTimeDoesNotRejoin() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        cluster.kill("roma")
        let old = cluster["roma"]
        cluster.run(milliseconds: 500)
        cluster.start("roma", incarnation: 100, rejoin: true)
        cluster.run(milliseconds: 2_000)
        #expect(cluster["roma"].replica.isHome)
        cluster.kill("roma")
        cluster["roma"] = old
        cluster.start("roma", incarnation: old.disk.incarnation, rejoin: true)
        cluster.run(milliseconds: 1_000)
        #expect(cluster["roma"].halted != nil)
    }

    @Test func aLogShorterThanSeenIsNotActedOn() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        for site in ["roma", "milano", "napoli"] { cluster.kill(site) }
        cluster.log.removeLast(2)
        for site in ["roma", "milano", "napoli"] { cluster.restart(site) }
        // Perhaps only its server is behind: that is waited for, and nobody is served meanwhile.
        cluster.run(milliseconds: 20_000)
        #expect(cluster["roma"].halted?.contains("has seen") == true)
        #expect(!cluster["roma"].isServing)
    }

    @Test func aReplacedLogIsNotActedOn() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        for site in ["roma", "milano", "napoli"] { cluster.kill(site) }
        let fresh = MiniCluster.ready { $0.priority = 7 }
        cluster.log = fresh.log + fresh.log + fresh.log
        cluster.restart("roma")
        cluster.run(milliseconds: 1_000)
        #expect(cluster["roma"].halted != nil)
    }

    @Test func twoNodesOfOneNameAreNotLetIn() {
        var cluster = MiniCluster.ready()
        let before = cluster.log.count
        let record = HomeRecord(
            site: SiteID(trusted: "torino"), node: MiniCluster.node("milano"), term: 0, incarnation: 5, openCount: 1)
        guard let (owner, others) = cluster.roles else { return }
        cluster.say(.command(id: 1, .takeHome(record, rejoin: false)), to: owner, from: others[0])
        cluster.run(milliseconds: 200)
        #expect(cluster.log.count == before)
    }

    @Test func nothingLeavesBeforeItIsStored() {
        var cluster = MiniCluster.ready()
        _ = cluster.login("milano", "anna")
        cluster.faults.storeMs = 400
        cluster.post("roma", .enqueue(MiniCluster.order("c1")))
        cluster.run(milliseconds: 350)
        #expect(cluster["roma"].contactNews.isEmpty, "no word to anybody while the disk is busy")
        cluster.run(milliseconds: 200)
        #expect(cluster.openOffer("milano", "anna") == nil, "HELD waits for the disk")
        cluster.run(milliseconds: 1_000)
        #expect(cluster.openOffer("milano", "anna") != nil)
        let token = cluster.post(
            "milano",
            .accept(
                offer: cluster.openOffer("milano", "anna")?.id.description ?? "", AgentID(trusted: "anna"),
                RequestGuard()))
        cluster.run(milliseconds: 700)
        #expect(cluster["milano"].replies[token] == nil, "two disks have to answer first")
        cluster.run(milliseconds: 1_500)
        #expect(cluster["milano"].replies[token]?.isConnected == true)
    }

    @Test(arguments: [false, true]) func anAgentWhoMovedWhileTheHomeWasDownDoesNotHoldItUp(fromSnapshot: Bool) {
        var cluster = MiniCluster.ready()
        _ = cluster.login("roma", "anna")
        _ = cluster.intent("roma", "anna", .offline)
        cluster.run(milliseconds: 100)
        cluster.kill("roma")
        cluster.run(milliseconds: 7_000)
        #expect(cluster.login("milano", "anna")?.refusal == nil)
        cluster.run(milliseconds: 100)
        let image = cluster["napoli"].replica.follower.image
        cluster.start("roma", incarnation: cluster["roma"].disk.incarnation, from: fromSnapshot ? image : .empty)
        cluster.run(milliseconds: 3_000)
        let engine = cluster["napoli"].replica.engine
        #expect(engine.sites[SiteID(trusted: "roma")]?.isDetached == false)
        #expect(engine.agent(AgentID(trusted: "anna"))?.site == SiteID(trusted: "milano"))
        _ = cluster.intent("milano", "anna", .offline)
        cluster.run(milliseconds: 1_000)
        #expect(cluster["napoli"].replica.engine.agent(AgentID(trusted: "anna"))?.site == SiteID(trusted: "milano"))
    }

    @Test func anAgentWhoCameBackIsThereAfterACrash() {
        var cluster = MiniCluster.ready()
        for site in ["roma", "milano"] {
            #expect(cluster.login(site, "anna")?.refusal == nil)
            _ = cluster.intent(site, "anna", .offline)
        }
        // Back in Rome, whose node falls before its disk has it.
        cluster.run(milliseconds: 100)
        cluster.faults.storeMs = 500
        cluster.post("roma", MiniCluster.login("anna"))
        cluster.run(milliseconds: 300)
        cluster.kill("roma")
        cluster.faults.storeMs = 0
        cluster.restart("roma")
        cluster.run(milliseconds: 1_500)
        #expect(cluster.agent("roma", "anna") != nil)
        #expect(cluster.login("roma", "anna")?.refusal == nil)
    }

    @Test func aTurnNeverGoesBackByALateLogin() {
        var cluster = MiniCluster.ready()
        cluster.isRecording = true
        guard let (_, others) = cluster.roles else { return }
        let (home, other) = (others[0], others[1])
        _ = cluster.login(home, "anna")
        let late = cluster.recorded.filter {
            if case .command(_, .agent)? = $0.frame.messages.first, $0.frame.sender == MiniCluster.node(home) {
                true
            } else {
                false
            }
        }
        #expect(!late.isEmpty)
        for _ in 0..<3 {
            _ = cluster.intent(home, "anna", .onBreak)
            _ = cluster.intent(home, "anna", .offline)
        }
        cluster.run(milliseconds: 100)
        #expect(cluster.login(other, "anna")?.refusal == nil)
        _ = cluster.intent(other, "anna", .offline)
        cluster.run(milliseconds: 100)
        let before = cluster[home].replica.home.agents[AgentID(trusted: "anna")]?.turn ?? Turn(0)
        for old in late { cluster.put(.peer(old.frame), to: old.to) }
        cluster.run(milliseconds: 500)
        let after = cluster[home].replica.home.agents[AgentID(trusted: "anna")]?.turn ?? Turn(0)
        #expect(after >= before)
    }
}

extension MiniCluster {
    /// Three sites, and topic `pec` without wrap-up.
    static func ready(
        wallErrorMs: [String: Int64] = [:], _ change: (inout TopicSettings) -> Void = { _ in }
    ) -> MiniCluster {
        var cluster = MiniCluster(wallErrorMs: wallErrorMs)
        var pec = TopicSettings(topic: TopicID(trusted: "pec"))
        pec.wrapUpMs = 0
        change(&pec)
        cluster.configure([pec])
        return cluster
    }

    /// Three sites, and a second node at one that does not own the pool.
    static func withHeir() -> (cluster: MiniCluster, first: String, second: String, owner: String, other: String)? {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return nil }
        let site = others[0]
        cluster.start(site + "-2", incarnation: 77)
        cluster.run(milliseconds: 1_000)
        guard cluster.state(site, by: owner)?.heirs == [MiniCluster.node(site + "-2")] else {
            Issue.record("no heir: \(String(describing: cluster.state(site, by: owner)))")
            return nil
        }
        return (cluster, site, site + "-2", owner, others[1])
    }
}
