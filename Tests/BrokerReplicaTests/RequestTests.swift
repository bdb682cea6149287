// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica
@testable import BrokerSimulator

/// Repeating is safe, versions guard, time is judged (contract).
@Suite struct RequestTests {
    private func serving() -> (cluster: MiniCluster, offer: Offer)? {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 100)
        guard let offer = cluster.openOffer("milano", "anna") else {
            Issue.record("no offer")
            return nil
        }
        return (cluster, offer)
    }

    @Test func enqueueIsIdempotentByItsContent() {
        var cluster = MiniCluster.ready()
        let first = cluster.enqueue("roma", "c1")
        #expect(cluster.enqueue("roma", "c1")?.contact?.record == first?.contact?.record)
        let other = cluster.ask("roma", .enqueue(MiniCluster.order("c1", content: "other")))
        #expect(other?.refusal?.code == .conflict)
        cluster.kill("roma")
        cluster.restart("roma")
        cluster.run(milliseconds: 1_500)
        #expect(cluster.enqueue("roma", "c1")?.contact?.record == first?.contact?.record)
        #expect(cluster["milano"].replica.engine.contactCount == 1)
    }

    @Test func anEarlyCancelSurvivesARestart() {
        var cluster = MiniCluster.ready()
        _ = cluster.ask("roma", .cancel(ContactID(trusted: "c1"), reason: nil))
        cluster.kill("roma")
        cluster.restart("roma")
        cluster.run(milliseconds: 1_500)
        #expect(cluster.enqueue("roma", "c1")?.contact?.phase == .ended(.abandoned))
        cluster.run(milliseconds: 500)
        #expect(cluster["milano"].replica.engine.contactCount == 0)
    }

    @Test func anAnsweredCancelIsNeverConnected() {
        guard case (var cluster, let offer)? = serving() else { return }
        let cancelled = cluster.ask("roma", .cancel(ContactID(trusted: "c1"), reason: nil))
        #expect(cancelled?.contact?.phase == .ended(.abandoned))
        let late = cluster.ask(
            "milano", .accept(offer: offer.id.description, AgentID(trusted: "anna"), RequestGuard()), within: 4_000)
        #expect(late?.refusal?.code == .gone)
        #expect(cluster.agent("milano", "anna")?.phase == .idle)
    }

    @Test func aVersionGuards() {
        guard case (var cluster, let offer)? = serving() else { return }
        let anna = AgentID(trusted: "anna")
        let version = cluster.agent("milano", "anna")?.version ?? 0
        let stale = cluster.ask(
            "milano", .accept(offer: offer.id.description, anna, RequestGuard(requestID: nil, ifVersion: version - 1)))
        #expect(stale?.refusal?.code == .conflict)
        let exact = cluster.ask(
            "milano", .accept(offer: offer.id.description, anna, RequestGuard(requestID: nil, ifVersion: version)))
        #expect(exact?.isConnected == true)
        #expect(cluster.end("roma", "c1", RequestGuard(requestID: nil, ifVersion: 99))?.refusal?.code == .conflict)
        let now = cluster.contact("roma", "c1")?.version
        #expect(cluster.end("roma", "c1", RequestGuard(requestID: nil, ifVersion: now))?.contact?.endedAt != nil)
    }

    @Test func aRepeatedRequestIsDoneOnce() {
        guard var (cluster, _) = serving() else { return }
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        let back = HomeRequest.requeue(
            ContactID(trusted: "c1"), RequeueOrder(), RequestGuard(requestID: "r1"))
        if case .leaving? = cluster.ask("milano", back) {} else { Issue.record("not sent back") }
        cluster.run(milliseconds: 500)
        // The same agent gets the same contact again; then the network doubles the request.
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        _ = cluster.ask("milano", back)
        cluster.run(milliseconds: 200)
        #expect(cluster.contact("roma", "c1")?.state == "connected")
        _ = cluster.intent("milano", "anna", .offline, RequestGuard(requestID: "r2"))
        _ = cluster.intent("milano", "anna", .available, RequestGuard(requestID: "r3"))
        _ = cluster.intent("milano", "anna", .offline, RequestGuard(requestID: "r2"))
        #expect(cluster.agent("milano", "anna")?.nextIntent == .available)
    }

    @Test func aDeskThatClosesIsUnreachableAtOnce() {
        guard case (var cluster, let offer)? = serving() else { return }
        let anna = AgentID(trusted: "anna")
        #expect(cluster.ask("milano", .deskClosed([anna], RequestGuard())) != nil)
        cluster.run(milliseconds: 100)
        #expect(cluster.agent("milano", "anna")?.activity == .unreachable)
        #expect(cluster.contact("roma", "c1")?.state == "waiting")
        cluster.run(milliseconds: 3_000)
        #expect(cluster.agent("milano", "anna")?.activity == .unreachable, "and stays so")
        _ = cluster.ask("milano", .heartbeat([anna]))
        cluster.run(milliseconds: 200)
        let again = cluster.openOffer("milano", "anna")
        #expect(again != nil && again?.id != offer.id)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        _ = cluster.ask("milano", .deskClosed([anna], RequestGuard()))
        cluster.run(milliseconds: 2_000)
        #expect(cluster.agent("milano", "anna")?.activity == .busy, "a conversation goes on")
        _ = cluster.end("roma", "c1")
        cluster.run(milliseconds: 1_500)
        #expect(cluster.agent("milano", "anna")?.activity == .unreachable)
    }

    /// Two-hour seed 1720 of the simulator.
    @Test func aVersionSeenWithoutTheOfferIsNotToldWithItAfterARestart() {
        var cluster = MiniCluster.ready()
        guard let others = cluster.roles?.others else { return }
        let (home, desk) = (others[0], others[1])
        _ = cluster.login(desk, "anna")
        // The desk's home takes the offer, and does not hear that the contact is held.
        cluster.apart = [[home, desk]]
        _ = cluster.enqueue(home, "c1")
        cluster.run(milliseconds: 50)
        _ = cluster.login(desk, "anna", topics: ["pec", "firma"])
        let seen = cluster[desk].agentNews.last?.view.cell
        #expect(seen?.offer != nil && seen?.activity == .idle)
        cluster.kill(desk)
        cluster.restart(desk)
        cluster.run(milliseconds: 200)
        cluster.apart = []
        cluster.run(milliseconds: 1_000)
        #expect(cluster.openOffer(desk, "anna")?.id == seen?.offer?.id)
        let offered = cluster[desk].agentNews.first { $0.view.cell.activity == .offered }?.view.cell
        #expect(offered?.version == seen.map { $0.version + 1 })
    }

    @Test func aDeskThatIsOpenedAgainGoesOnWithItsWrapUp() {
        var cluster = MiniCluster.ready { $0.wrapUpMs = 20_000 }
        let anna = AgentID(trusted: "anna")
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 100)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        _ = cluster.end("roma", "c1")
        _ = cluster.enqueue("roma", "c2")
        cluster.run(milliseconds: 5_000)
        #expect(cluster.agent("milano", "anna")?.activity == .wrapping)
        // A page that is loaded again closes, and opens a second later.
        let closing = HomeRequest.deskClosed([anna], RequestGuard(requestID: "r1"))
        _ = cluster.ask("milano", closing)
        cluster.run(milliseconds: 1_000)
        #expect(cluster.agent("milano", "anna")?.activity == .unreachable)
        _ = cluster.ask("milano", .heartbeat([anna]))
        #expect(cluster.agent("milano", "anna")?.activity == .wrapping)
        _ = cluster.ask("milano", closing)
        #expect(cluster.agent("milano", "anna")?.activity == .wrapping, "the same request once more")
        cluster.run(milliseconds: 8_000)
        _ = cluster.ask("milano", .heartbeat([anna]))
        #expect(cluster.openOffer("milano", "anna") == nil)
        cluster.run(milliseconds: 8_000)
        #expect(cluster.openOffer("milano", "anna") != nil, "20 s after the end, not more")
    }

    @Test func aRepeatedRequestIsDoneOnceThroughACrash() {
        // At the agent's home, which sends the contact back; then at the contact's own.
        for site in ["milano", "roma"] {
            guard var (cluster, _) = serving() else { return }
            #expect(cluster.accept("milano", "anna")?.isConnected == true)
            let back = HomeRequest.requeue(
                ContactID(trusted: "c1"), RequeueOrder(), RequestGuard(requestID: "r1"))
            #expect(cluster.ask(site, back) != nil)
            cluster.run(milliseconds: 100)
            cluster.kill(site)
            cluster.restart(site)
            cluster.run(milliseconds: 3_000)
            cluster.post("milano", .heartbeat([AgentID(trusted: "anna")]))
            cluster.run(milliseconds: 3_000)
            #expect(cluster.accept("milano", "anna")?.isConnected == true, "\(site)")
            #expect(cluster.ask(site, back)?.refusal == nil)
            cluster.run(milliseconds: 300)
            #expect(cluster.contact("roma", "c1")?.state == "connected", "\(site)")
            #expect(cluster.agent("milano", "anna")?.activity == .busy)
            let new = HomeRequest.requeue(
                ContactID(trusted: "c1"), RequeueOrder(), RequestGuard(requestID: "r2"))
            #expect(cluster.ask(site, new)?.refusal == nil)
            cluster.run(milliseconds: 300)
            #expect(cluster.contact("roma", "c1")?.state != "connected", "another request is done")
        }
    }

    @Test func anAcceptAfterItsDeadlineIsLateHoweverLongItLay() {
        guard case (var cluster, let offer)? = serving() else { return }
        cluster.pause("milano", true)
        cluster.run(milliseconds: 21_000)
        let token = cluster.post(
            "milano", .accept(offer: offer.id.description, AgentID(trusted: "anna"), RequestGuard()))
        cluster.pause("milano", false)
        cluster.run(milliseconds: 500)
        #expect(cluster["milano"].replies[token]?.refusal?.code == .gone)
        #expect(cluster.contact("roma", "c1")?.offer?.id != offer.id)
        #expect(cluster.contact("roma", "c1")?.wasConnected == false)
    }

    @Test func anAcceptWithoutAnswerFreesTheAgentAndTheCallerKeepsThePlace() {
        guard case (var cluster, let offer)? = serving() else { return }
        cluster.kill("roma")
        let token = cluster.post(
            "milano", .accept(offer: offer.id.description, AgentID(trusted: "anna"), RequestGuard()))
        cluster.run(milliseconds: 1_900)
        #expect(cluster["milano"].replies[token] == nil)
        cluster.run(milliseconds: 300)
        #expect(cluster["milano"].replies[token]?.refusal?.code == .gone)  // A7
        #expect(cluster["milano"].replica.home.agents[AgentID(trusted: "anna")]?.activity == .idle)
        cluster.restart("roma")
        cluster.run(milliseconds: 4_000)
        #expect(cluster["roma"].replica.home.contacts[offer.contact]?.wasConnected == false)
        #expect(cluster.openOffer("milano", "anna")?.contact == offer.contact)
    }

    @Test func aHoldForASiteThatIsNotHeardIsGivenBack() {
        var cluster = MiniCluster.ready()
        guard let (_, others) = cluster.roles else { return }
        _ = cluster.enqueue(others[0], "c1")
        _ = cluster.login(others[1], "anna")
        cluster.run(milliseconds: 100)
        guard let offer = cluster.openOffer(others[1], "anna") else {
            Issue.record("no offer")
            return
        }
        // The owner hears both: nobody says that a site is detached.
        cluster.apart = [Set(others)]
        cluster.run(milliseconds: 23_000)
        #expect(cluster[others[0]].replica.home.contacts[offer.contact]?.phase == .held(offer))
        cluster.run(milliseconds: 2_000)
        #expect(cluster[others[0]].replica.home.contacts[offer.contact]?.phase == .waiting)  // C8
    }

    @Test func aContactThatEndedInTheBatchOfItsOfferFreesTheAgent() {
        var cluster = MiniCluster.ready()
        guard let (owner, others) = cluster.roles else { return }
        _ = cluster.login(others[0], "anna")
        cluster.run(milliseconds: 100)
        // While a batch is in flight the caller comes and goes: both are decided in the next one.
        cluster.isLogSilent = true
        cluster.post(owner, MiniCluster.login("bruno"))
        cluster.run(milliseconds: 50)
        cluster.post(others[1], .enqueue(MiniCluster.order("c1")))
        cluster.post(others[1], .cancel(ContactID(trusted: "c1"), reason: nil))
        cluster.run(milliseconds: 100)
        cluster.isLogSilent = false
        let before = cluster.log.count
        cluster.run(milliseconds: 1_500)
        let isTogether = cluster.log[before...].contains { bytes in
            let events = (try? Batch(decoding: bytes, with: PlainAuthenticator()))?.events ?? []
            return events.contains { if case .offered? = $0 { true } else { false } }
                && events.contains { if case .contactReported? = $0 { true } else { false } }
        }
        #expect(isTogether)
        let anna = AgentID(trusted: "anna")
        #expect(cluster[owner].replica.engine.agent(anna)?.phase == .idle)
        #expect(cluster[others[0]].replica.home.agents[anna]?.phase == .idle)
        _ = cluster.enqueue(others[1], "c2")
        cluster.run(milliseconds: 200)
        #expect(cluster.openOffer(others[0], "anna") != nil || cluster.openOffer(owner, "bruno") != nil)
    }

    @Test func oneHomeHoldsBothSides() {
        var cluster = MiniCluster.ready()
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.login("roma", "anna")
        cluster.run(milliseconds: 100)
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        cluster.kill("roma")
        cluster.restart("roma")
        cluster.run(milliseconds: 2_000)
        #expect(cluster.contact("roma", "c1")?.state == "connected")
        #expect(cluster.agent("roma", "anna")?.activity == .busy)
        #expect(cluster.end("roma", "c1")?.contact?.endedAt != nil)
        cluster.run(milliseconds: 300)
        #expect(cluster.agent("roma", "anna")?.activity == .idle)
    }

    @Test func anAgentWhoMovedAndCameBackKeepsTheTalkThroughARestart() {
        var cluster = MiniCluster.ready()
        for site in ["roma", "milano", "roma"] {
            #expect(cluster.login(site, "anna")?.refusal == nil)
            if site == "roma", cluster.agent("milano", "anna") == nil, cluster["roma"].agentNews.count > 3 { break }
            _ = cluster.intent(site, "anna", .offline)
            cluster.run(milliseconds: 100)
        }
        _ = cluster.intent("roma", "anna", .available)
        _ = cluster.enqueue("napoli", "c1")
        cluster.run(milliseconds: 300)
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        cluster.kill("roma")
        cluster.restart("roma")
        cluster.run(milliseconds: 2_000)
        #expect(cluster.agent("roma", "anna")?.activity == .busy)
        #expect(cluster.contact("napoli", "c1")?.state == "connected")
    }

    @Test func bothSidesAreFreeWhenTheDeskIsSilent() {
        guard var (cluster, _) = serving() else { return }
        cluster.run(milliseconds: 30_000)
        #expect(cluster.agent("milano", "anna")?.activity == .unreachable)
        #expect(cluster.contact("roma", "c1")?.state == "waiting")
        #expect(cluster.ask("roma", .contactGet(ContactID(trusted: "c1")))?.position == 1)
    }

    @Test func silenceNeverEndsAConversation() {
        for site in ["milano", "roma"] {
            var cluster = MiniCluster.ready()
            _ = cluster.enqueue("roma", "c1")
            _ = cluster.login(site, "anna")
            cluster.run(milliseconds: 100)
            #expect(cluster.accept(site, "anna")?.isConnected == true)
            cluster.run(milliseconds: 60_000)
            let anna = cluster[site].replica.home.agents[AgentID(trusted: "anna")]
            #expect(anna?.activity == .busy, "\(site)")
            #expect(cluster.contact("roma", "c1")?.state == "connected", "\(site)")
            guard let (owner, _) = cluster.roles, let known = anna?.offer else {
                Issue.record("no owner, or no conversation")
                return
            }
            let logged = cluster[owner].replica.engine.agent(AgentID(trusted: "anna"))?.phase
            #expect(logged == .busy(known.id, known.contact))
            // Only then does the silence count.
            #expect(cluster.end("roma", "c1")?.contact?.phase == .ended(.handled))
            cluster.run(milliseconds: 300)
            #expect(cluster[site].replica.home.agents[AgentID(trusted: "anna")]?.activity == .unreachable)
        }
    }

    @Test func aConfigurationThatNobodyAnswersIsNotWaitedForForEver() {
        var cluster = MiniCluster.ready()
        cluster.isLogSilent = true
        var topic = TopicSettings(topic: TopicID(trusted: "new"))
        topic.priority = 7
        let configuration = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: [topic], agents: [],
            document: "{\"topics\":{\"new\":{}}}")
        let reply = cluster.ask("milano", .configure(configuration, ifRevision: nil), within: 7_000)
        #expect(reply?.refusal?.code == .unavailable)
        #expect(cluster["milano"].replica.home.configureTokens.isEmpty)
    }
}
