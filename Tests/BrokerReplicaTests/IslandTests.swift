// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// A site that reaches neither the log nor the others serves its own callers with its own agents (protocol §5).
@Suite struct IslandTests {
    private static let anna = AgentID(trusted: "anna")

    /// Three sites; the last reaches both others no more when the test says so.
    private func pool(agents: [AgentSettings] = []) -> (
        cluster: MiniCluster, island: String, owner: String, other: String
    )? {
        var cluster = MiniCluster()
        var pec = TopicSettings(topic: TopicID(trusted: "pec"))
        pec.wrapUpMs = 0
        cluster.configure([pec], agents: agents)
        guard let (owner, others) = cluster.roles else {
            Issue.record("no owner")
            return nil
        }
        return (cluster, others[0], owner, others[1])
    }

    private func began(_ cluster: MiniCluster, _ site: String) -> Int {
        cluster[site].notices.count { if case .islandBegan = $0 { true } else { false } }
    }

    private func accept(_ offer: Offer?, _ agent: String) -> HomeRequest {
        .accept(offer: offer?.id.description ?? "", AgentID(trusted: agent), RequestGuard())
    }

    @Test func itServesItsOwnCallersInOrder() {
        guard case (var cluster, let site, let owner, let other)? = pool() else { return }
        for agent in ["anna", "bruno"] {
            _ = cluster.login(site, agent)
            _ = cluster.intent(site, agent, .onBreak)
        }
        _ = cluster.enqueue(other, "far", priority: 250)
        _ = cluster.enqueue(site, "c1")
        _ = cluster.enqueue(site, "c2", priority: 200)
        _ = cluster.enqueue(site, "c3")
        cluster.run(milliseconds: 200)
        cluster.cutOff = [site]
        cluster.run(milliseconds: 1_800)
        #expect(!cluster[site].replica.isIsland)
        cluster.run(milliseconds: 500)
        #expect(cluster[site].replica.isIsland && cluster[site].isServing)
        #expect(cluster.ask(site, .contactGet(ContactID(trusted: "c2")))?.position == 1, "among its own")
        var served: [String] = []
        for agent in ["anna", "bruno", "anna"] {
            _ = cluster.intent(site, agent, .available)
            cluster.run(milliseconds: 20)
            let offer = cluster.openOffer(site, agent)
            #expect(offer?.id.isOfIsland == true)
            #expect(cluster.ask(site, accept(offer, agent))?.isConnected == true)
            if let id = cluster.agent(site, agent)?.contact?.id.text {
                served.append(id)
                _ = cluster.end(site, id)
            }
            _ = cluster.intent(site, agent, .onBreak)
        }
        #expect(served == ["c2", "c1", "c3"])
        cluster.run(milliseconds: 4_000)
        #expect(cluster.state(site, by: owner)?.isDetached == true, "the others go on without it")
    }

    @Test func whoCallsHasClaimNumberAndPlaceAtOnce() {
        guard case (var cluster, let site, let owner, _)? = pool() else { return }
        let ranges = cluster[site].replica.home.source.left
        _ = cluster.enqueue(site, "c0")
        cluster.cutOff = [site]
        cluster.run(milliseconds: 2_500)
        let known = cluster[owner].replica.engine
        let incarnation = cluster[site].replica.home.incarnation
        for index in 1...3 {
            let began = cluster.nanoseconds
            let reply = cluster.enqueue(site, "c\(index)")
            #expect(cluster.nanoseconds - began <= 20_000_000)
            #expect(reply?.contact?.isInLog == false, "provisional")
            #expect(reply?.position == index + 1)
            guard let number = reply?.contact?.record.number else { continue }
            let isReserved = known.ranges(site: SiteID(trusted: site), incarnation: incarnation).contains {
                $0.contains(number)
            }
            #expect(isReserved, "a number of a range that was reserved before")
        }
        #expect(cluster[site].replica.home.source.left == ranges - 4)
    }

    @Test func withoutNumbersLeftNobodyIsLetIn() {
        guard case (var cluster, let site, _, _)? = pool() else { return }
        cluster.cutOff = [site]
        cluster.run(milliseconds: 2_500)
        cluster[site].replica.home.source = NumberSource(usedUpTo: Limits.contactNumberMax)
        #expect(cluster.enqueue(site, "c1")?.refusal?.code == .unavailable)
        cluster.run(milliseconds: 2_000)
        #expect(cluster.enqueue(site, "c1")?.refusal?.code == .unavailable)
        #expect(cluster[site].replica.home.source.left == 0, "an island reserves nothing")
    }

    @Test func holdsAndReservationsAreReleasedWhenItBegins() {
        guard case (var cluster, let site, _, let other)? = pool() else { return }
        _ = cluster.login(site, "anna")
        _ = cluster.enqueue(other, "far")
        cluster.run(milliseconds: 100)
        _ = cluster.login(other, "bruno")
        _ = cluster.enqueue(site, "near")
        cluster.run(milliseconds: 100)
        guard let far = cluster.openOffer(site, "anna"), let near = cluster.openOffer(other, "bruno") else {
            Issue.record("nothing rings")
            return
        }
        cluster.cutOff = [site]
        cluster.run(milliseconds: 2_300)
        let own = cluster.openOffer(site, "anna")
        #expect(own?.contact == near.contact && own?.id.isOfIsland == true)
        let home = cluster[site].replica.home
        #expect(home.contacts[near.contact]?.turn ?? Turn(0) > near.contactTurn)
        #expect(home.agents[Self.anna]?.turn ?? Turn(0) > far.agentTurn)
        // Bruno's accept never reaches it, and he is told so.
        #expect(cluster.accept(other, "bruno")?.refusal?.code == .gone)
    }

    @Test func whatIsAcceptedOrConnectedStays() {
        guard case (var cluster, let site, _, let other)? = pool() else { return }
        for agent in ["anna", "bruno"] { _ = cluster.login(site, agent) }
        _ = cluster.enqueue(other, "talk")
        cluster.run(milliseconds: 100)
        let talking = cluster.openOffer(site, "anna") == nil ? "bruno" : "anna"
        let ringing = talking == "anna" ? "bruno" : "anna"
        #expect(cluster.accept(site, talking)?.isConnected == true)
        _ = cluster.enqueue(other, "late")
        cluster.run(milliseconds: 100)
        guard let offer = cluster.openOffer(site, ringing) else {
            Issue.record("nothing rings")
            return
        }
        cluster.cutOff = [site]
        cluster.run(milliseconds: 1_000)
        let token = cluster.post(site, accept(offer, ringing))
        cluster.run(milliseconds: 1_300)
        #expect(cluster[site].replica.isIsland)
        #expect(cluster[site].replica.home.agents[AgentID(trusted: ringing)]?.phase == .accepted(offer))
        #expect(cluster[site].replies[token] == nil)
        cluster.run(milliseconds: 1_000)
        #expect(cluster[site].replies[token]?.refusal?.code == .gone)  // A7
        cluster.run(milliseconds: 5_000)
        #expect(cluster.agent(site, talking)?.activity == .busy)
        #expect(cluster.contact(other, "talk")?.state == "connected")
        cluster.cutOff = []
        cluster.run(milliseconds: 10_000)
        #expect(!cluster[site].replica.isIsland)
        #expect(cluster.agent(site, talking)?.activity == .busy && cluster.contact(other, "talk")?.state == "connected")
    }

    @Test func theOwnersLateOffersAreRefusedInSilence() {
        guard case (var cluster, let site, let owner, _)? = pool() else { return }
        _ = cluster.login(site, "anna")
        _ = cluster.intent(site, "anna", .onBreak)
        _ = cluster.enqueue(site, "c1")
        cluster.run(milliseconds: 200)
        cluster.cutOff = [site]
        cluster.run(milliseconds: 2_500)
        let before = cluster[site].replica.home
        guard let contact = before.contacts.inOrder.first, let agent = before.agents[Self.anna] else { return }
        let offer = Offer(
            id: OfferID(generation: 1, epoch: cluster[owner].replica.engine.epoch, sequence: 9_999),
            contact: contact.record.number, contactSite: SiteID(trusted: site), contactTurn: contact.turn,
            agent: Self.anna, agentSite: SiteID(trusted: site), agentTurn: agent.turn, timeoutMs: 20_000)
        cluster.isRecording = true
        for word in [AssignmentWord.ask, .accept, .busy] {
            cluster.say(.assignment(word, offer, toContact: true), to: site, from: owner)
        }
        for word in [AssignmentWord.ask, .held, .connected(version: 3)] {
            cluster.say(.assignment(word, offer, toContact: false), to: site, from: owner)
        }
        cluster.run(milliseconds: 100)
        let said = cluster.recorded.flatMap(\.frame.messages).contains {
            if case .assignment(_, let about, _) = $0 { about.id == offer.id } else { false }
        }
        #expect(!said, "neither GONE nor WITHDRAWN: it is not over")
        #expect(cluster[site].replica.home.contacts[contact.record.number]?.phase == .waiting)
        #expect(cluster[site].replica.home.agents[Self.anna]?.phase == .idle)
    }

    @Test func onReturnEverythingIsInTheLogOnce() {
        guard case (var cluster, let site, let owner, let other)? = pool() else { return }
        _ = cluster.login(site, "anna")
        _ = cluster.intent(site, "anna", .onBreak)
        _ = cluster.enqueue(other, "far", priority: 250)
        _ = cluster.enqueue(site, "before")
        cluster.run(milliseconds: 200)
        cluster.cutOff = [site]
        cluster.run(milliseconds: 2_500)
        _ = cluster.enqueue(site, "during")
        _ = cluster.enqueue(site, "left")
        _ = cluster.ask(site, .cancel(ContactID(trusted: "left"), reason: nil))
        _ = cluster.enqueue(site, "rings")
        _ = cluster.enqueue(site, "waits")
        let arrival = cluster.contact(site, "waits")?.record.arrival
        _ = cluster.intent(site, "anna", .available)
        for id in ["before", "during"] {
            cluster.run(milliseconds: 50)
            #expect(cluster.accept(site, "anna")?.isConnected == true)
            #expect(cluster.end(site, id)?.contact?.endedAt != nil)
        }
        cluster.run(milliseconds: 4_000)
        cluster.post(site, .heartbeat([Self.anna]))
        guard let ringing = cluster.openOffer(site, "anna") else {
            Issue.record("nothing rings")
            return
        }
        cluster.cutOff = []
        cluster.run(milliseconds: 6_000)
        #expect(!cluster[site].replica.isIsland)
        #expect(cluster.state(site, by: owner)?.isDetached == false)
        let engine = cluster[owner].replica.engine
        let own = engine.contacts(of: SiteID(trusted: site)).map(\.record)
        // Its place is by how long it has waited; the clocks of two sites are not quite one.
        let off = (own.first?.arrival.milliseconds ?? 0) - (arrival?.milliseconds ?? 0)
        #expect(own.map(\.id.text) == ["waits"] && abs(off) < 200, "\(off)")
        // The local offer still rings, and is good; the log hears of its contact when it is accepted or over.
        #expect(cluster[site].replica.home.agents[Self.anna]?.phase == .reserved(ringing))
        #expect(cluster.ask(site, accept(ringing, "anna"))?.isConnected == true)
        cluster.run(milliseconds: 500)
        #expect(cluster[owner].replica.engine.agent(Self.anna)?.phase == .busy(ringing.id, ringing.contact))
        #expect(cluster[owner].replica.engine.contact(ringing.contact)?.record.id.text == "rings")
        var entered: [String: Int] = [:]
        var ended: [ContactNumber: Int] = [:]
        for event in cluster.events {
            if case .enqueued(let record, _) = event { entered[record.id.text, default: 0] += 1 }
            if case .contactReported(let report) = event, case .ended = report.phase {
                ended[report.number, default: 0] += 1
            }
        }
        #expect(entered.values.allSatisfy { $0 == 1 } && ended.values.allSatisfy { $0 == 1 })
        #expect(entered["during"] == 1 && ended.count == 3, "\(entered) \(ended)")
        let summaries = cluster[site].notices.compactMap { notice -> [Int]? in
            guard case .islandEnded(_, let connections, let outOfOrder, let most) = notice else { return nil }
            return [connections, outOfOrder, most]
        }
        // Before both a contact of another site, of higher priority, would have come.
        #expect(summaries == [[2, 2, 1]])
    }

    @Test func nobodyElsewhereWasOvertakenWhenNobodyWaitedThere() {
        guard case (var cluster, let site, _, _)? = pool() else { return }
        _ = cluster.login(site, "anna")
        cluster.run(milliseconds: 100)
        cluster.cutOff = [site]
        cluster.run(milliseconds: 2_500)
        _ = cluster.enqueue(site, "c1")
        cluster.run(milliseconds: 50)
        #expect(cluster.accept(site, "anna")?.isConnected == true)
        cluster.run(milliseconds: 8_000)
        cluster.cutOff = []
        cluster.run(milliseconds: 5_000)
        let isTrue = cluster[site].notices.contains {
            if case .islandEnded(let ms, 1, 0, 0) = $0 { (10_000...14_000).contains(ms) } else { false }
        }
        #expect(isTrue, "\(cluster[site].notices)")
        #expect(cluster.contact(site, "c1")?.state == "connected")
    }

    @Test func whoWasNotAtWorkHereCannotBeginUnlessConfiguredHere() {
        let settings = AgentSettings(
            agent: AgentID(trusted: "elena"), site: SiteID(trusted: "milano"),
            topics: [TopicLevel(topic: TopicID(trusted: "pec"), level: 1)], skills: [], address: nil)
        guard case (var cluster, let site, _, let other)? = pool(agents: [settings]) else { return }
        #expect(site == "milano")
        _ = cluster.login(site, "dario")
        _ = cluster.intent(site, "dario", .offline)
        _ = cluster.login(site, "carla")
        cluster.run(milliseconds: 300)
        cluster.cutOff = [site]
        cluster.run(milliseconds: 2_500)
        #expect(cluster.login(site, "dario")?.refusal?.code == .unavailable)
        #expect(cluster.intent(site, "dario", .available)?.refusal?.code == .unavailable)
        #expect(cluster.login(site, "nobody")?.refusal?.code == .unavailable)
        #expect(cluster.login(site, "carla")?.refusal == nil)
        let elena = cluster.login(site, "elena")
        #expect(elena != nil && elena?.refusal == nil, "\(String(describing: elena))")
        // That was right: another site has one of them.
        #expect(cluster.login(other, "dario")?.refusal == nil)
        cluster.run(milliseconds: 8_000)
        cluster.cutOff = []
        cluster.run(milliseconds: 5_000)
        #expect(!cluster[site].replica.isIsland)
        #expect(cluster.login(site, "nobody")?.refusal == nil)
        #expect(cluster.agent(other, "dario")?.intent == .available)
    }

    @Test func itsConfigurationIsNotChanged() {
        guard case (var cluster, let site, _, _)? = pool() else { return }
        cluster.cutOff = [site]
        cluster.run(milliseconds: 2_500)
        let new = Configuration(revision: 0, agingMs: nil, waitingMax: nil, topics: [], agents: [], document: "new")
        let reply = cluster.ask(site, .configure(new, ifRevision: nil))
        #expect(reply?.refusal?.code == .unavailable)
        #expect(cluster[site].replica.home.configureTokens.isEmpty)
    }

    @Test func anElectionOfTheLogMakesNoIsland() {
        guard case (var cluster, let site, let owner, let other)? = pool() else { return }
        _ = cluster.enqueue(site, "c1")
        cluster.isLogSilent = true
        cluster.run(milliseconds: 9_000)
        #expect([site, owner, other].allSatisfy { began(cluster, $0) == 0 })
        cluster.isLogSilent = false
        cluster.run(milliseconds: 3_000)
        #expect([site, owner, other].allSatisfy { began(cluster, $0) == 0 })
        #expect(cluster.enqueue(site, "c2")?.contact?.isInLog == true)
    }

    @Test func aLogThatIsSilentForLongerThanAnElectionMakesIslands() {
        guard case (var cluster, let site, let owner, let other)? = pool() else { return }
        _ = cluster.login(site, "anna")
        _ = cluster.intent(site, "anna", .onBreak)
        cluster.run(milliseconds: 100)
        // All reach each other all the time.
        cluster.isLogSilent = true
        _ = cluster.enqueue(site, "c1")
        cluster.run(milliseconds: 10_500)
        #expect([site, owner, other].allSatisfy { began(cluster, $0) == 0 })
        cluster.run(milliseconds: 3_000)
        #expect([site, owner, other].map { cluster[$0].replica.isIsland } == [true, true, true])
        #expect(cluster[site].isServing)
        cluster.post(site, .heartbeat([Self.anna]))
        _ = cluster.intent(site, "anna", .available)
        cluster.run(milliseconds: 100)
        #expect(cluster.accept(site, "anna")?.isConnected == true)
        cluster.run(milliseconds: 9_000)
        cluster.isLogSilent = false
        cluster.run(milliseconds: 8_000)
        #expect([site, owner, other].allSatisfy { !cluster[$0].replica.isIsland })
        #expect(cluster.contact(site, "c1")?.state == "connected")
        let known = cluster[other].replica.engine.contacts(of: SiteID(trusted: site)).map(\.phase)
        #expect(known.count == 1 && known.allSatisfy { if case .connected = $0 { true } else { false } })
    }

    @Test func aNodeThatStartsWhileItsSiteIsCutOffWaitsForTheLog() {
        guard case (var cluster, let site, _, let other)? = pool() else { return }
        _ = cluster.enqueue(site, "c1")
        cluster.cutOff = [site]
        cluster.kill(site)
        cluster.restart(site)
        cluster.run(milliseconds: 60_000)
        #expect(!cluster[site].isServing && began(cluster, site) == 0 && cluster[site].halted == nil)
        #expect(cluster.enqueue(site, "c2")?.refusal?.code == .unavailable)
        cluster.cutOff = []
        cluster.run(milliseconds: 2_000)
        #expect(cluster[site].isServing && began(cluster, site) == 0)
        #expect(cluster.contact(site, "c1")?.phase == .waiting)
        #expect(cluster.enqueue(site, "c2")?.contact?.isInLog == true)
        #expect(cluster[other].replica.engine.contactCount == 2)
    }

    @Test func theOwnersSiteMayBeTheOneThatIsCutOff() {
        guard case (var cluster, let site, let owner, let other)? = pool() else { return }
        _ = cluster.login(owner, "anna")
        _ = cluster.enqueue(site, "far")
        cluster.run(milliseconds: 100)
        cluster.cutOff = [owner]
        cluster.run(milliseconds: 3_500)
        #expect(cluster.owners.contains { $0 != MiniCluster.node(owner) }, "the others have an owner")
        // It learns of the cut when it would write: at the latest when somebody calls.
        #expect(cluster.enqueue(owner, "near")?.contact?.isInLog == false)
        cluster.run(milliseconds: 3_000)
        #expect(cluster[owner].replica.isIsland)
        #expect(cluster.accept(owner, "anna")?.isConnected == true)
        let early = cluster.enqueue(owner, "early")?.contact?.record.arrival.milliseconds ?? 0
        cluster.run(milliseconds: 9_000)
        let late = cluster.enqueue(owner, "late")?.contact?.record.arrival.milliseconds ?? 0
        #expect(late - early >= 8_900, "pool time goes on")
        _ = cluster.ask(owner, .cancel(ContactID(trusted: "early"), reason: nil))
        _ = cluster.ask(owner, .cancel(ContactID(trusted: "late"), reason: nil))
        cluster.cutOff = []
        cluster.run(milliseconds: 6_000)
        #expect(!cluster[owner].replica.isIsland && cluster.owners.count == 1)
        #expect(cluster.contact(owner, "near")?.state == "connected")
        #expect(cluster[other].replica.engine.contactCount == 2)
    }
}
