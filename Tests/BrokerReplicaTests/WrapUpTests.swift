// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// What is said when wrapping up belongs to the contact; and how long a wrap-up, or a pause after an offer, goes on.
@Suite struct WrapUpTests {
    private static let anna = AgentID(trusted: "anna")

    private static func order(
        _ contact: String, _ disposition: String? = nil, note: String? = nil, extendMs: Int64? = nil
    ) -> WrapUpOrder {
        WrapUpOrder(
            agent: anna, contact: ContactID(trusted: contact), disposition: disposition, note: note,
            extendMs: extendMs)
    }

    private static func ask(
        _ cluster: inout MiniCluster, _ order: WrapUpOrder, _ guarded: RequestGuard = RequestGuard()
    ) -> HomeReply? {
        cluster.ask("milano", .wrapUp(order, guarded))
    }

    /// Anna in Milan has served c1 of Rome, and wraps up.
    private static func served(_ change: (inout TopicSettings) -> Void = { _ in }) -> MiniCluster {
        var cluster = MiniCluster.ready {
            $0.wrapUpMs = 60_000
            change(&$0)
        }
        _ = cluster.login("milano", "anna")
        serve("c1", &cluster)
        return cluster
    }

    private static func serve(_ id: String, _ cluster: inout MiniCluster) {
        _ = cluster.enqueue("roma", id)
        cluster.run(milliseconds: 200)
        _ = cluster.accept("milano", "anna")
        _ = cluster.end("milano", id)
        cluster.run(milliseconds: 200)
    }

    private static func remarks(_ cluster: inout MiniCluster, _ id: String = "c1") -> [Remark] {
        cluster.contact("roma", id)?.remarks.map(\.remark) ?? []
    }

    @Test func whatIsSaidGoesToTheContactsHome() {
        var cluster = Self.served()
        let version = cluster.contact("roma", "c1")?.version ?? 0
        let supervisor = RequestGuard(by: AgentID(trusted: "marta"))
        #expect(Self.ask(&cluster, Self.order("c1", "solved", note: "a\nb"), supervisor)?.refusal == nil)
        cluster.run(milliseconds: 200)
        let kept = Self.remarks(&cluster)
        #expect(kept.map(\.disposition) == ["solved"] && kept.map(\.note) == ["a\nb"])
        #expect(kept.first?.by?.text == "marta")
        #expect(cluster.contact("roma", "c1")?.version == version, "its end was the last word")
        #expect(cluster["milano"].replica.home.unheardRemarks.isEmpty)
        guard case .noted? = cluster["roma"].contactNews.last?.kind else {
            Issue.record("nobody is told")
            return
        }
        #expect(cluster.agent("milano", "anna")?.rest == .ready)
    }

    @Test func whatIsSaidSurvivesTheLossOfMessagesAndNodes() {
        var cluster = Self.served()
        cluster.faults.lossPerMille = 1_000
        #expect(Self.ask(&cluster, Self.order("c1", "solved"))?.refusal == nil)
        cluster.kill("milano")
        cluster.restart("milano")
        cluster.run(milliseconds: 300)
        cluster.faults.lossPerMille = 0
        cluster.run(milliseconds: 10_000)
        #expect(Self.remarks(&cluster).map(\.disposition) == ["solved"])
        cluster.kill("roma")
        cluster.restart("roma")
        cluster.run(milliseconds: 3_000)
        #expect(Self.remarks(&cluster).map(\.disposition) == ["solved"], "it is on the contact's disk")
    }

    @Test func theLastWordOnAConversationCounts() {
        var cluster = Self.served()
        _ = Self.ask(&cluster, Self.order("c1", "solved", note: "first", extendMs: 10_000))
        _ = Self.ask(&cluster, Self.order("c1", "calls again"))
        cluster.run(milliseconds: 200)
        #expect(Self.remarks(&cluster).map(\.disposition) == ["calls again"])
        #expect(Self.remarks(&cluster).map(\.note) == ["first"], "what is left out stays")
    }

    @Test func whatIsSaidLateIsKeptToo() {
        var cluster = Self.served { $0.wrapUpMs = 0 }
        _ = cluster.enqueue("roma", "c2")
        cluster.run(milliseconds: 200)
        _ = cluster.accept("milano", "anna")
        #expect(
            Self.ask(&cluster, Self.order("c1", "solved"))?.refusal == nil, "the wrap-up is over, she talks to another")
        cluster.run(milliseconds: 200)
        #expect(Self.remarks(&cluster).map(\.disposition) == ["solved"])
        #expect(Self.ask(&cluster, Self.order("other", "solved"))?.refusal?.code == .conflict)
        #expect(Self.ask(&cluster, Self.order("c1"))?.refusal?.code == .conflict)
        #expect(cluster.agent("milano", "anna")?.activity == .busy)
    }

    @Test func aTopicMayRequireADispositionOfItsOwn() {
        var cluster = Self.served { $0.rules.dispositions = DispositionRule(isRequired: true, known: ["solved"]) }
        let missing = Self.ask(&cluster, Self.order("c1"))?.refusal
        #expect(missing?.code == .badRequest && missing?.field == "disposition")
        let unknown = Self.ask(&cluster, Self.order("c1", "other"))?.refusal
        #expect(unknown?.message.contains("solved") == true)
        #expect(Self.ask(&cluster, Self.order("c1", "solved", extendMs: 5_000))?.refusal == nil)
        #expect(Self.ask(&cluster, Self.order("c1"))?.refusal == nil, "it has been said")
        #expect(cluster.agent("milano", "anna")?.rest == .ready)
    }

    @Test func aWrapUpThatMustBeDisposedStillEndsByTime() {
        var cluster = Self.served {
            $0.rules.dispositions = DispositionRule(isRequired: true, known: [])
            $0.wrapUpMs = 3_000
        }
        cluster.run(milliseconds: 3_500)
        #expect(cluster.agent("milano", "anna")?.rest == .ready)
    }

    @Test func aWrapUpMayBeMadeLonger() {
        var cluster = Self.served { $0.wrapUpMs = 3_000 }
        #expect(Self.ask(&cluster, Self.order("c1", extendMs: 8_000))?.refusal == nil)
        cluster.run(milliseconds: 7_000)
        #expect(cluster.agent("milano", "anna")?.activity == .wrapping)
        cluster.run(milliseconds: 1_500)
        #expect(cluster.agent("milano", "anna")?.activity == .idle)
        #expect(Self.ask(&cluster, Self.order("c1", extendMs: 8_000))?.refusal?.field == "extendMs")
    }

    /// Also by as long as it was to be.
    @Test func aWrapUpMadeLongerCountsFromThen() {
        var cluster = Self.served { $0.wrapUpMs = 4_000 }
        cluster.run(milliseconds: 2_500)
        #expect(Self.ask(&cluster, Self.order("c1", extendMs: 4_000))?.refusal == nil)
        cluster.run(milliseconds: 3_000)
        #expect(cluster.agent("milano", "anna")?.activity == .wrapping)
        cluster.run(milliseconds: 1_500)
        #expect(cluster.agent("milano", "anna")?.activity == .idle)
    }

    @Test func whatIsAskedOnceMoreWhileBusyChangesNothing() {
        var cluster = MiniCluster.ready()
        let marta = RequestGuard(by: AgentID(trusted: "marta"))
        _ = cluster.login("milano", "anna")
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 200)
        _ = cluster.accept("milano", "anna")
        _ = cluster.ask("milano", .setIntent(Self.anna, .onBreak, reason: "meeting", marta))
        _ = cluster.ask("milano", .setIntent(Self.anna, .onBreak, reason: nil, RequestGuard()))
        let version = cluster.agent("milano", "anna")?.version
        _ = cluster.ask("milano", .setIntent(Self.anna, .onBreak, reason: nil, RequestGuard()))
        #expect(cluster.agent("milano", "anna")?.version == version)
    }

    @Test func anAgentMayHaveAWrapUpOfTheirOwn() {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.wrapUpMs = 0
        let settings = AgentSettings(
            agent: Self.anna, site: SiteID(trusted: "milano"),
            topics: [TopicLevel(topic: TopicID(trusted: "pec"), level: 1)], skills: [], address: nil, wrapUpMs: 4_000)
        cluster.configure([topic], agents: [settings])
        _ = cluster.login("milano", "anna")
        Self.serve("c1", &cluster)
        #expect(cluster.agent("milano", "anna")?.activity == .wrapping)
        cluster.run(milliseconds: 4_500)
        #expect(cluster.agent("milano", "anna")?.activity == .idle)
    }

    /// What an agent takes is in the configuration as topics and skills are, if it says so there.
    @Test func anAgentMayHaveChannelsInTheConfiguration() {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        let chats = [ChannelLimit(channel: .chat, contacts: 4)]
        let calls = [ChannelLimit(channel: .voice, contacts: 1), ChannelLimit(channel: .callback, contacts: 1)]
        func configure(anna: [ChannelLimit], bruno: [ChannelLimit]) {
            let agents = [("anna", anna), ("bruno", bruno)].map { name, channels in
                AgentSettings(
                    agent: AgentID(trusted: name), site: SiteID(trusted: "milano"),
                    topics: [TopicLevel(topic: TopicID(trusted: "pec"), level: 1)], skills: [], address: nil,
                    channels: channels)
            }
            cluster.configure([TopicSettings(topic: TopicID(trusted: "pec"))], agents: agents)
            cluster.run(milliseconds: 500)
        }
        func login(_ name: String, _ channels: [ChannelLimit]?) {
            let order = LoginOrder(
                agent: AgentID(trusted: name), topics: nil, skills: nil, channels: channels, address: nil, intent: nil)
            _ = cluster.ask("milano", .login(order))
        }
        func channels(_ name: String) -> [ChannelLimit]? { cluster.agent("milano", name)?.profile.channels }
        configure(anna: chats, bruno: [])
        login("anna", nil)
        login("bruno", nil)
        #expect(channels("anna") == chats, "a login that names none has those of the configuration")
        #expect(channels("bruno") == calls)
        let mail = [ChannelLimit(channel: .mail, contacts: 2)]
        login("anna", mail)
        login("bruno", mail)
        #expect(channels("anna") == chats, "as with topics, the configuration's count")
        #expect(channels("bruno") == mail)
        var order = MiniCluster.order("c1")
        order.channel = .chat
        _ = cluster.ask("roma", .enqueue(order))
        cluster.run(milliseconds: 300)
        #expect(cluster.openOffer("milano", "anna") != nil && cluster.openOffer("milano", "bruno") == nil)
        configure(anna: calls, bruno: chats)
        #expect(channels("anna") == calls && channels("bruno") == chats, "for who is there, too")
        configure(anna: calls, bruno: [])
        login("bruno", nil)
        #expect(channels("bruno") == chats, "what is said no more stays until a login says something else")
        login("bruno", mail)
        #expect(channels("bruno") == mail)
    }

    @Test("A reject and a busy phone have pauses of their own", arguments: [true, false])
    func pauses(_ rejects: Bool) {
        var cluster = MiniCluster.ready {
            $0.rules.pauses = OfferPauses(afterRejectMs: 4_000, afterBusyMs: 8_000)
        }
        _ = cluster.login("milano", "anna")
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 200)
        guard let offer = cluster.openOffer("milano", "anna")?.id.description else {
            Issue.record("nothing rings")
            return
        }
        let request: HomeRequest =
            rejects
            ? .reject(offer: offer, Self.anna, reason: nil, RequestGuard())
            : .fail(offer: offer, .busy, agent: Self.anna, RequestGuard())
        #expect(cluster.ask("milano", request)?.refusal == nil)
        cluster.run(milliseconds: 3_500)
        #expect(cluster.openOffer("milano", "anna") == nil)
        cluster.run(milliseconds: 1_000)
        #expect((cluster.openOffer("milano", "anna") != nil) == rejects)
        cluster.run(milliseconds: 4_000)
        #expect(cluster.openOffer("milano", "anna") != nil)
    }

    @Test func whoAsksForAnotherIsOnRecord() {
        var cluster = MiniCluster.ready()
        let marta = RequestGuard(by: AgentID(trusted: "marta"))
        _ = cluster.login("milano", "anna")
        _ = cluster.ask("milano", .setIntent(Self.anna, .onBreak, reason: "meeting", marta))
        #expect(cluster.agent("milano", "anna")?.by?.text == "marta")
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.ask(
            "roma", .requeue(ContactID(trusted: "c1"), RequeueOrder(priority: 200, reason: "complaint"), marta))
        let entry = cluster.contact("roma", "c1")?.timeline.last
        #expect(entry?.why == "complaint" && entry?.by?.text == "marta")
        _ = cluster.intent("milano", "anna", .available)
        #expect(cluster.agent("milano", "anna")?.by == nil)
        cluster.run(milliseconds: 200)
        _ = cluster.accept("milano", "anna")
        // At the desk's site, of a contact that is at home elsewhere: it travels with the word.
        _ = cluster.ask(
            "milano", .requeue(ContactID(trusted: "c1"), RequeueOrder(agent: Self.anna, reason: "not mine"), marta))
        cluster.run(milliseconds: 200)
        let moved = cluster.contact("roma", "c1")?.timeline.last { $0.event == TimelineEntry.requeued }
        #expect(moved?.why == "not mine" && moved?.by?.text == "marta")
        cluster.run(milliseconds: 200)
        _ = cluster.accept("milano", "anna")
        _ = cluster.ask("milano", .end(ContactID(trusted: "c1"), reason: "done", marta))
        cluster.run(milliseconds: 200)
        let end = cluster.contact("roma", "c1")?.timeline.last
        #expect(end?.why == "done" && end?.by?.text == "marta")
    }
}
