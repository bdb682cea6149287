// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// Several agents of several sites whom one contact rings (protocol §10).
@Suite struct RingTests {
    private static let desks = [("roma", "anna"), ("milano", "bruno"), ("napoli", "carla")]

    private func cluster(_ strategy: Strategy = .ringAll) -> MiniCluster {
        var cluster = MiniCluster()
        var pec = TopicSettings(topic: TopicID(trusted: "pec"))
        pec.wrapUpMs = 0
        pec.strategy = strategy
        pec.noAnswerReturnMs = 600_000
        pec.rules.ring = RingRule(everyMs: 3_000, most: 16)
        cluster.configure([pec])
        for (site, agent) in Self.desks {
            _ = cluster.login(site, agent)
            cluster.run(milliseconds: 50)
        }
        return cluster
    }

    private func rung(_ cluster: MiniCluster) -> [String] {
        Self.desks.filter { cluster.openOffer($0.0, $0.1) != nil }.map(\.1)
    }

    private func reject(_ cluster: inout MiniCluster, _ site: String, _ agent: String) {
        guard let offer = cluster.openOffer(site, agent) else { return }
        _ = cluster.ask(
            site, .reject(offer: offer.id.description, AgentID(trusted: agent), reason: nil, RequestGuard()))
    }

    private func revoked(_ cluster: MiniCluster, _ site: String) -> [String] {
        cluster[site].agentNews.compactMap { if case .revoked(_, let why) = $0.kind { why } else { nil } }
    }

    @Test func theFirstWhoAcceptsHasItAndTheOthersAreFree() {
        var cluster = cluster()
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        #expect(rung(cluster) == ["anna", "bruno", "carla"])
        let cell = cluster.contact("roma", "c1")
        #expect(cell?.state == "offered" && cell?.openOffers.map(\.agent.text) == ["anna", "bruno", "carla"])
        #expect(cell?.openOffers.allSatisfy { cell?.expiresAt(of: $0.id) != nil } == true)
        #expect(cluster.accept("milano", "bruno")?.isConnected == true)
        cluster.run(milliseconds: 100)
        #expect(rung(cluster) == [])
        #expect(revoked(cluster, "roma") == ["answeredElsewhere"])
        #expect(revoked(cluster, "napoli") == ["answeredElsewhere"])
        for (site, agent) in [Self.desks[0], Self.desks[2]] {
            let cell = cluster.agent(site, agent)
            #expect(cell?.activity == .idle && cell?.intent == .available, "\(agent) has nothing to answer for")
        }
        #expect(cluster.contact("roma", "c1")?.offer?.agent.text == "bruno")
        _ = cluster.end("roma", "c1")
        cluster.run(milliseconds: 100)
        let engine = cluster["napoli"].replica.engine
        #expect(engine.allAgents.allSatisfy { $0.phase == .idle && $0.isReady })
    }

    @Test func anAcceptThatComesSecondIsGone() {
        var cluster = cluster()
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        guard let second = cluster.openOffer("napoli", "carla") else {
            Issue.record("carla is not rung")
            return
        }
        #expect(cluster.accept("milano", "bruno")?.isConnected == true)
        // Said by her home before it had heard; and once more, much later.
        for _ in 0..<2 {
            cluster.say(.assignment(.accept, second, toContact: true), to: "roma", from: "napoli")
            cluster.run(milliseconds: 100)
            #expect(cluster.contact("roma", "c1")?.offer?.agent.text == "bruno")
        }
        let refused = cluster.ask(
            "napoli", .accept(offer: second.id.description, AgentID(trusted: "carla"), RequestGuard()))
        #expect(refused?.refusal?.code == .gone)
    }

    @Test func whoLetsItGoEndsNobodyElsesRinging() {
        var cluster = cluster()
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.enqueue("roma", "c2")
        cluster.run(milliseconds: 100)
        let turn = cluster.contact("roma", "c1")?.turn
        reject(&cluster, "roma", "anna")
        cluster.run(milliseconds: 100)
        #expect(rung(cluster) == ["bruno", "carla"])
        let cell = cluster.contact("roma", "c1")
        #expect(cell?.state == "offered" && cell?.turn == turn && cell?.offer?.agent.text == "bruno")
        reject(&cluster, "milano", "bruno")
        reject(&cluster, "napoli", "carla")
        cluster.run(milliseconds: 100)
        // All have let it go: in its place again, the first of the line.
        #expect(cluster.contact("roma", "c1")?.state == "waiting")
        #expect(cluster.contact("roma", "c1")?.turn == turn?.next)
        #expect(cluster.ask("roma", .contactGet(ContactID(trusted: "c1")))?.position == 1)
    }

    @Test func whoDoesNotAnswerIsNotRespondingAsEver() {
        var cluster = cluster()
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        for _ in 0..<10 {
            cluster.run(milliseconds: 2_100)
            for (site, agent) in Self.desks { _ = cluster.ask(site, .heartbeat([AgentID(trusted: agent)])) }
        }
        #expect(cluster.contact("roma", "c1")?.state == "waiting")
        for (site, agent) in Self.desks { #expect(cluster.agent(site, agent)?.activity == .notResponding) }
    }

    @Test func oneMoreIsRungAfterAWhile() {
        var cluster = cluster(.ringProgressively)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        #expect(rung(cluster) == ["anna"])
        cluster.run(milliseconds: 2_500)
        #expect(rung(cluster) == ["anna"])
        cluster.run(milliseconds: 500)
        #expect(rung(cluster) == ["anna", "bruno"])
        cluster.run(milliseconds: 3_050)
        #expect(rung(cluster) == ["anna", "bruno", "carla"])
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        cluster.run(milliseconds: 100)
        #expect(rung(cluster) == [])
    }

    @Test func aRequeueAndAnEndStopEveryBell() {
        var cluster = cluster()
        _ = cluster.enqueue("milano", "c1")
        cluster.run(milliseconds: 100)
        #expect(rung(cluster) == ["anna", "bruno", "carla"])
        _ = cluster.end("milano", "c1")
        cluster.run(milliseconds: 100)
        #expect(rung(cluster) == [])
        #expect(revoked(cluster, "roma") == ["abandoned"] && revoked(cluster, "milano") == ["abandoned"])
        for (site, agent) in Self.desks { #expect(cluster.agent(site, agent)?.activity == .idle) }
    }

    @Test func aCellWithSeveralOffersIsReadAsItWasWritten() throws {
        var cluster = cluster()
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        guard let cell = cluster.contact("roma", "c1") else {
            Issue.record("no contact")
            return
        }
        let read = try ContactCell(decoding: cell.encoded())
        #expect(read.openOffers == cell.openOffers && read.newestOfRing == cell.newestOfRing && read.turn == cell.turn)
        #expect(read.encoded() == cell.encoded())
    }

    @Test func aHomeThatComesBackKeepsEveryBellAndOneWins() {
        var cluster = cluster()
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        cluster.kill("roma")
        cluster.restart("roma")
        cluster.run(milliseconds: 3_000)
        #expect(cluster.contact("roma", "c1")?.openOffers.isEmpty == false)
        #expect(cluster.openOffer("milano", "bruno") != nil && cluster.openOffer("napoli", "carla") != nil)
        #expect(cluster.accept("napoli", "carla")?.isConnected == true)
        cluster.run(milliseconds: 500)
        #expect(cluster.openOffer("milano", "bruno") == nil)
        #expect(cluster.contact("roma", "c1")?.offer?.agent.text == "carla")
    }

    @Test func aSiteThatIsCutOffLetsItsCallersRingItsOwnAgents() {
        var cluster = cluster()
        _ = cluster.login("roma", "dora")
        cluster.run(milliseconds: 50)
        cluster.cutOff = ["roma"]
        for _ in 0..<8 {
            cluster.run(milliseconds: 2_000)
            for agent in ["anna", "dora"] { _ = cluster.ask("roma", .heartbeat([AgentID(trusted: agent)])) }
        }
        #expect(cluster["roma"].replica.isIsland)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        #expect(cluster.openOffer("roma", "anna")?.isOfRing == true && cluster.openOffer("roma", "dora") != nil)
        #expect(cluster.accept("roma", "dora")?.isConnected == true)
        cluster.run(milliseconds: 100)
        #expect(cluster.openOffer("roma", "anna") == nil)
        #expect(revoked(cluster, "roma") == ["answeredElsewhere"])
    }
}
