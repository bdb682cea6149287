// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica
import Testing

@Suite struct AssignmentTests {
    private func cluster() -> MiniCluster {
        var cluster = MiniCluster()
        var pec = TopicSettings(topic: TopicID(trusted: "pec"))
        pec.wrapUpMs = 0
        cluster.configure([pec])
        return cluster
    }

    @Test func oneOwnerAndThreeHomes() {
        let cluster = cluster()
        #expect(cluster.owners.count == 1)
        for name in cluster.order { #expect(cluster.nodes[name]?.replica.isHome == true) }
    }

    @Test func callerInRomeMeetsAgentInMilan() {
        var cluster = cluster()
        let entered = cluster.enqueue("roma", "c1")
        #expect(entered?.contact?.state == "waiting")
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 50)
        #expect(cluster.openOffer("milano", "anna") != nil)
        let reply = cluster.accept("milano", "anna")
        #expect(reply?.isConnected == true)
        let got = cluster.ask("roma", .contactGet(ContactID(trusted: "c1")))
        #expect(got?.contact?.state == "connected")
        let ended = cluster.ask("roma", .end(ContactID(trusted: "c1"), reason: nil, RequestGuard()))
        #expect(ended?.contact?.phase == .ended(.handled))
        cluster.run(milliseconds: 100)
        let state = cluster.nodes[MiniCluster.node("napoli")]?.replica.engine
        #expect(state?.contactCount == 0)
        #expect(state?.agent(AgentID(trusted: "anna"))?.phase == .idle)
        #expect(state?.statistics(TopicID(trusted: "pec")).answered == 1)
    }

    @Test func priorityThenArrivalDecideOverAllSites() {
        var cluster = cluster()
        let sites = ["roma", "milano", "napoli"]
        var expected: [(UInt8, Int)] = []
        for index in 0..<12 {
            let priority = UInt8((index * 7) % 5)
            _ = cluster.enqueue(sites[index % 3], "c\(index)", priority: priority)
            expected.append((priority, index))
        }
        expected.sort { ($1.0, $0.1) < ($0.0, $1.1) }
        _ = cluster.login("milano", "anna")
        var served: [String] = []
        for _ in 0..<12 {
            cluster.run(milliseconds: 50)
            let reply = cluster.accept("milano", "anna")
            #expect(reply?.isConnected == true)
            guard let news = cluster.nodes[MiniCluster.node("milano")]?.agentNews.last, let contact = news.contact
            else {
                Issue.record("no contact")
                return
            }
            served.append(contact.id.text)
            _ = cluster.ask("milano", .end(contact.id, reason: nil, RequestGuard()))
        }
        #expect(served == expected.map { "c\($0.1)" })
    }

    @Test func rejectKeepsThePlace() {
        var cluster = cluster()
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.enqueue("napoli", "c2")
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 50)
        guard let offer = cluster.openOffer("milano", "anna") else {
            Issue.record("no offer")
            return
        }
        _ = cluster.ask(
            "milano", .reject(offer: offer.id.description, AgentID(trusted: "anna"), reason: nil, RequestGuard()))
        cluster.run(milliseconds: 50)
        let first = cluster.ask("roma", .contactGet(ContactID(trusted: "c1")))
        if case .contact(let view, _)? = first {
            #expect(view.position == 1)
            #expect(view.cell.state == "waiting")
        } else {
            Issue.record("no contact")
        }
        cluster.run(milliseconds: 3_000)
        #expect(cluster.openOffer("milano", "anna")?.contact == offer.contact)
    }

    @Test func noAnswerGivesThePlaceBackAndMarksTheAgent() {
        var cluster = cluster()
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.login("milano", "anna")
        for _ in 0..<5 {
            cluster.run(milliseconds: 5_000)
            _ = cluster.ask("milano", .heartbeat([AgentID(trusted: "anna")]))
        }
        let agent = cluster.ask("milano", .agentGet(AgentID(trusted: "anna")))
        if case .agent(let view)? = agent {
            #expect(view.cell.activity == .notResponding)
        } else {
            Issue.record("none")
        }
        let contact = cluster.ask("roma", .contactGet(ContactID(trusted: "c1")))
        #expect(contact?.contact?.state == "waiting")
    }

    @Test func ownerDiesAndWorkGoesOn() {
        var cluster = cluster()
        guard let owner = cluster.owners.first else { return }
        let site = String(owner.text.dropLast(2))
        let others = ["roma", "milano", "napoli"].filter { $0 != site }
        _ = cluster.enqueue(others[0], "before")
        cluster.kill(site)
        cluster.run(milliseconds: 1_000)
        #expect(cluster.owners.count == 1)
        _ = cluster.enqueue(others[1], "after")
        _ = cluster.login(others[1], "anna")
        cluster.run(milliseconds: 100)
        #expect(cluster.accept(others[1], "anna")?.isConnected == true)
        #expect(cluster.ask(others[0], .contactGet(ContactID(trusted: "before")))?.contact?.state == "connected")
        cluster.start(site, incarnation: cluster.nodes[owner]?.disk.incarnation ?? 0)
        cluster.run(milliseconds: 2_000)
        #expect(cluster.nodes[owner]?.replica.isHome == true)
        #expect(cluster.nodes[owner]?.replica.engine.sites[SiteID(trusted: site)]?.isDetached == false)
    }

    @Test func everythingRestarts() {
        var cluster = cluster()
        var claims: [String] = []
        for index in 0..<6 {
            let reply = cluster.enqueue(["roma", "milano", "napoli"][index % 3], "c\(index)")
            claims.append(reply?.contact?.record.claim.description ?? "")
        }
        _ = cluster.login("milano", "anna", topics: ["other"])
        for site in ["roma", "milano", "napoli"] { cluster.kill(site) }
        cluster.run(milliseconds: 1_000)
        for site in ["roma", "milano", "napoli"] {
            cluster.start(site, incarnation: cluster.nodes[MiniCluster.node(site)]?.disk.incarnation ?? 0)
        }
        cluster.run(milliseconds: 3_000)
        for index in 0..<6 {
            let reply = cluster.ask(
                ["roma", "milano", "napoli"][index % 3], .contactGet(ContactID(trusted: "c\(index)")))
            guard case .contact(let view, _)? = reply else {
                Issue.record("c\(index) is lost")
                continue
            }
            #expect(view.position == index + 1)
            #expect(view.cell.record.claim.description == claims[index])
        }
        if case .agent(let view)? = cluster.ask("milano", .agentGet(AgentID(trusted: "anna"))) {
            #expect(view.cell.intent == .available)
        } else {
            Issue.record("anna is lost")
        }
    }

    @Test func lostStoreNeedsTheOperatorsWord() {
        var cluster = cluster()
        _ = cluster.enqueue("roma", "c1")
        cluster.kill("roma")
        cluster.run(milliseconds: 1_000)
        cluster.start("roma", incarnation: 99)
        cluster.run(milliseconds: 1_000)
        #expect(cluster.nodes[MiniCluster.node("roma")]?.halted?.contains("--rejoin") == true)
        cluster.start("roma", incarnation: 100, rejoin: true)
        cluster.run(milliseconds: 2_000)
        let reply = cluster.ask("roma", .contactGet(ContactID(trusted: "c1")))
        #expect(reply?.contact?.state == "waiting")
        #expect(reply?.contact?.turn.term == 2)
        let fresh = cluster.enqueue("roma", "c2")
        #expect(fresh?.contact?.record.number != reply?.contact?.record.number)
    }

    @Test func cancelBeforeEnqueueIsRemembered() {
        var cluster = cluster()
        _ = cluster.ask("roma", .cancel(ContactID(trusted: "c1"), reason: nil))
        #expect(cluster.enqueue("roma", "c1")?.contact?.phase == .ended(.abandoned))
    }
}
