// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// An agent with room for several contacts: each by itself, whatever happens.
@Suite struct CapacityTests {
    private static let anna = AgentID(trusted: "anna")

    private static func cluster(wrapUpMs: Int64 = 0, chats: UInt8 = 3) -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.wrapUpMs = wrapUpMs
        topic.offerTimeoutMs = 3_000
        cluster.configure([topic])
        let channels = [
            ChannelLimit(channel: .voice, contacts: 1), ChannelLimit(channel: .chat, contacts: chats),
        ]
        _ = cluster.ask("roma", MiniCluster.login("anna", channels: channels), within: 4_000)
        cluster.run(milliseconds: 200)
        return cluster
    }

    private static func come(_ cluster: inout MiniCluster, _ id: String, _ site: String, _ channel: Channel = .chat) {
        _ = cluster.ask(site, .enqueue(MiniCluster.order(id, channel: channel)))
        cluster.run(milliseconds: 300)
    }

    /// Chats of both sites come and are taken.
    private static func chat(_ cluster: inout MiniCluster, _ count: Int) {
        for place in 1...count {
            come(&cluster, "c\(place)", place % 2 == 0 ? "roma" : "milano")
            #expect(cluster.accept("roma", "anna")?.isConnected == true, "chat \(place)")
            cluster.run(milliseconds: 300)
        }
    }

    private static func wrapUp(_ cluster: inout MiniCluster, _ id: String) -> HomeReply? {
        cluster.ask("roma", .wrapUp(WrapUpOrder(agent: anna, contact: ContactID(trusted: id)), RequestGuard()))
    }

    private static func talks(_ cluster: inout MiniCluster) -> [String] {
        cluster.agent("roma", "anna")?.connected.map(\.id.text) ?? []
    }

    @Test func threeChatsGoOnTogetherAndACallWaits() {
        var cluster = Self.cluster()
        Self.come(&cluster, "first", "milano")
        _ = cluster.accept("roma", "anna")
        Self.come(&cluster, "call", "roma", .voice)
        #expect(cluster.openOffer("roma", "anna") == nil, "a call takes all of an agent")
        Self.chat(&cluster, 2)
        #expect(Self.talks(&cluster) == ["first", "c1", "c2"])
        #expect(cluster.agent("roma", "anna")?.activity == .busy)
        Self.come(&cluster, "c4", "roma")
        #expect(cluster.openOffer("roma", "anna") == nil, "three are all that the agent takes")
        // One ends: what waits and fits is offered, though the call has waited longer.
        #expect(cluster.end("milano", "c1")?.refusal == nil)
        cluster.run(milliseconds: 400)
        let chat = cluster.openOffer("roma", "anna")?.contact
        #expect(chat != nil && chat == cluster.contact("roma", "c4")?.record.number)
        _ = cluster.accept("roma", "anna")
        for (site, id) in [("milano", "first"), ("roma", "c2"), ("roma", "c4")] { _ = cluster.end(site, id) }
        cluster.run(milliseconds: 500)
        #expect(Self.talks(&cluster) == [])
        let call = cluster.openOffer("roma", "anna")?.contact
        #expect(call != nil && call == cluster.contact("roma", "call")?.record.number)
    }

    @Test func theDeskEndsOneAndTheOthersGoOn() {
        var cluster = Self.cluster()
        Self.chat(&cluster, 3)
        // The contact is of another site: its home hears it from here.
        #expect(cluster.end("roma", "c1")?.refusal == nil)
        cluster.run(milliseconds: 1_000)
        #expect(Self.talks(&cluster) == ["c2", "c3"])
        #expect(cluster.contact("milano", "c1")?.state == "ended")
        #expect(cluster.contact("roma", "c2")?.state == "connected")
        #expect(cluster.contact("milano", "c3")?.state == "connected")
    }

    @Test func wrapUpIsOfEachContactAndTakesItsRoom() {
        var cluster = Self.cluster(wrapUpMs: 60_000)
        Self.chat(&cluster, 3)
        Self.come(&cluster, "c4", "roma")
        _ = cluster.end("milano", "c1")
        _ = cluster.end("roma", "c2")
        cluster.run(milliseconds: 500)
        #expect(Self.talks(&cluster) == ["c3"])
        #expect(cluster.openOffer("roma", "anna") == nil, "a wrap-up takes the room of its contact")
        #expect(Self.wrapUp(&cluster, "c3")?.refusal?.code == .conflict, "it is in conversation")
        #expect(Self.wrapUp(&cluster, "c2")?.refusal == nil)
        cluster.run(milliseconds: 500)
        #expect(cluster.openOffer("roma", "anna") != nil)
        #expect(cluster.agent("roma", "anna")?.seats.filter { !$0.isTalking }.map(\.contact.id.text) == ["c1"])
        #expect(Self.wrapUp(&cluster, "c2")?.refusal == nil, "done is done")
    }

    @Test func wrapUpBesideIsOverByItself() {
        var cluster = Self.cluster(wrapUpMs: 2_000)
        Self.chat(&cluster, 2)
        _ = cluster.end("milano", "c1")
        cluster.run(milliseconds: 1_000)
        #expect(cluster.agent("roma", "anna")?.seats.count == 2)
        cluster.run(milliseconds: 1_500)
        #expect(cluster.agent("roma", "anna")?.seats.map(\.contact.id.text) == ["c2"])
    }

    @Test func aBreakHoldsFromTheEndOfTheLastAndBringsNoMore() {
        var cluster = Self.cluster()
        Self.chat(&cluster, 2)
        Self.come(&cluster, "c3", "roma")
        #expect(cluster.openOffer("roma", "anna") != nil)
        _ = cluster.intent("roma", "anna", .onBreak)
        cluster.run(milliseconds: 500)
        #expect(cluster.openOffer("roma", "anna") == nil, "the open offer is taken back")
        #expect(Self.talks(&cluster) == ["c1", "c2"])
        #expect(cluster.agent("roma", "anna")?.intent == .available)
        _ = cluster.end("milano", "c1")
        cluster.run(milliseconds: 500)
        #expect(cluster.agent("roma", "anna")?.intent == .available)
        #expect(cluster.openOffer("roma", "anna") == nil)
        _ = cluster.end("roma", "c2")
        cluster.run(milliseconds: 500)
        #expect(cluster.agent("roma", "anna")?.intent == .onBreak)
        #expect(cluster.contact("roma", "c3")?.state == "waiting")
        _ = cluster.intent("roma", "anna", .available)
        cluster.run(milliseconds: 500)
        #expect(cluster.openOffer("roma", "anna") != nil)
    }

    @Test func whoDoesNotAnswerAnotherKeepsWhatGoesOn() {
        var cluster = Self.cluster()
        Self.chat(&cluster, 1)
        Self.come(&cluster, "c2", "roma")
        cluster.run(milliseconds: 3_500)
        #expect(cluster.agent("roma", "anna")?.activity == .notResponding)
        #expect(Self.talks(&cluster) == ["c1"])
        _ = cluster.intent("roma", "anna", .available)
        cluster.run(milliseconds: 500)
        #expect(cluster.openOffer("roma", "anna") != nil)
        #expect(cluster.agent("roma", "anna")?.activity == .busy)
    }

    @Test func silenceEndsNoConversationAndBringsNoMore() {
        var cluster = Self.cluster()
        Self.chat(&cluster, 2)
        cluster.run(milliseconds: 17_000)
        Self.come(&cluster, "c3", "roma")
        #expect(cluster.openOffer("roma", "anna") == nil)
        #expect(Self.talks(&cluster) == ["c1", "c2"])
        _ = cluster.ask("roma", .heartbeat([Self.anna]))
        cluster.run(milliseconds: 500)
        #expect(cluster.openOffer("roma", "anna") != nil)
    }

    @Test func aRestartKeepsEachOfThem() {
        var cluster = Self.cluster()
        Self.chat(&cluster, 2)
        cluster.restart("roma")
        // While it was away, one has ended at its home.
        _ = cluster.end("milano", "c1")
        cluster.run(milliseconds: 4_000)
        _ = cluster.ask("roma", .heartbeat([Self.anna]))
        cluster.run(milliseconds: 500)
        #expect(Self.talks(&cluster) == ["c2"])
        #expect(cluster.contact("roma", "c2")?.state == "connected")
        Self.come(&cluster, "c3", "roma")
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        cluster.run(milliseconds: 300)
        let known = cluster["milano"].replica.engine.agent(Self.anna)
        #expect(known?.talks.count == 2)
    }

    @Test func anHeirTakesOverAndEachGoesOn() {
        guard case (var cluster, let first, let second, _, let other)? = MiniCluster.withHeir() else { return }
        let channels = [ChannelLimit(channel: .chat, contacts: 3)]
        _ = cluster.ask(first, MiniCluster.login("anna", channels: channels), within: 4_000)
        for (id, site) in [("c1", first), ("c2", other)] {
            Self.come(&cluster, id, site)
            #expect(cluster.accept(first, "anna")?.isConnected == true)
            cluster.run(milliseconds: 200)
        }
        Self.come(&cluster, "c3", first)
        let offer = cluster.openOffer(first, "anna")
        #expect(offer != nil)
        cluster.kill(first)
        cluster.run(milliseconds: 2_500)
        #expect(cluster[second].replica.isHome)
        #expect(cluster.agent(second, "anna")?.connected.map(\.id.text) == ["c1", "c2"])
        let accept = HomeRequest.accept(offer: offer?.id.description ?? "", Self.anna, RequestGuard())
        #expect(cluster.ask(second, accept)?.isConnected == true)
        _ = cluster.end(other, "c2")
        cluster.run(milliseconds: 500)
        #expect(cluster.agent(second, "anna")?.connected.map(\.id.text) == ["c1", "c3"])
    }

    @Test func anIslandServesBesideWhatGoesOn() {
        var cluster = Self.cluster()
        Self.chat(&cluster, 2)
        cluster.cutOff = ["roma"]
        cluster.run(milliseconds: 9_000)
        _ = cluster.ask("roma", .heartbeat([Self.anna]))
        cluster.run(milliseconds: 500)
        Self.come(&cluster, "c3", "roma")
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        Self.come(&cluster, "c4", "roma")
        #expect(cluster.openOffer("roma", "anna") == nil, "three are all that the agent takes")
        cluster.cutOff = []
        cluster.run(milliseconds: 9_000)
        #expect(Self.talks(&cluster) == ["c1", "c2", "c3"])
        #expect(cluster.contact("milano", "c1")?.state == "connected")
    }

    @Test func anAgentOfOneCallHasNothingBeside() {
        var cluster = Self.cluster()
        Self.come(&cluster, "call", "milano", .voice)
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        cluster.run(milliseconds: 300)
        Self.come(&cluster, "c1", "roma")
        #expect(cluster.openOffer("roma", "anna") == nil)
        let cell = cluster.agent("roma", "anna")
        #expect(cell?.seats.isEmpty == true)
        if case .busy? = cell?.phase {} else { Issue.record("\(String(describing: cell?.phase))") }
    }

    @Test func otherCostsMakeRoomForWhoIsBusy() {
        var cluster = Self.cluster()
        Self.come(&cluster, "call", "milano", .voice)
        _ = cluster.accept("roma", "anna")
        Self.come(&cluster, "c1", "roma")
        #expect(cluster.openOffer("roma", "anna") == nil)
        var costs = ChannelCosts()
        costs[.voice] = 60
        let topic = TopicSettings(topic: TopicID(trusted: "pec"))
        let configuration = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: [topic], agents: [], costs: costs, document: "{}")
        _ = cluster.ask("roma", .configure(configuration, ifRevision: nil))
        cluster.run(milliseconds: 500)
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        cluster.run(milliseconds: 300)
        #expect(Self.talks(&cluster) == ["call", "c1"])
    }
}
