// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// Callbacks whose customer is called before any agent is asked, at their homes.
@Suite struct CustomerCallTests {
    private static let pec = TopicID(trusted: "pec")

    private static func topic(ringMs: Int64?, attempts: UInt8 = 2, name: TopicID = pec) -> TopicSettings {
        var topic = TopicSettings(topic: name)
        topic.wrapUpMs = 0
        topic.rules.callback = CallbackRule(attempts: attempts, retryAfterMs: 5_000)
        topic.rules.customerRingMs = ringMs
        return topic
    }

    private static func cluster(ringMs: Int64? = 20_000) -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        cluster.configure([topic(ringMs: ringMs), topic(ringMs: nil, name: TopicID(trusted: "firma"))])
        return cluster
    }

    /// Puts the topic in force with hours.
    private static func open(_ cluster: inout MiniCluster, _ hours: OpeningHours) {
        var topic = topic(ringMs: 20_000)
        topic.rules.calendar = 0
        let configuration = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: [topic], agents: [], calendars: [hours],
            document: "{}")
        _ = cluster.ask("roma", .configure(configuration, ifRevision: nil))
    }

    private static func hours(_ spans: [OpeningHours.Span]) -> OpeningHours {
        OpeningHours(
            spans: spans, closedDays: [], offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 0)])
    }

    private static func come(
        _ cluster: inout MiniCluster, _ id: String, at site: String = "roma", topic: String = "pec"
    ) -> ContactCell? {
        cluster.ask(site, .enqueue(MiniCluster.order(id, topic: topic, channel: .callback)))?.contact
    }

    private static func callBack(_ cluster: inout MiniCluster, _ id: String, inMs: Int64? = nil) -> ContactCell? {
        let order = CallbackOrder(
            id: ContactID(trusted: id), notBefore: inMs.map { PoolInstant(cluster.now.wall + $0) }, atTime: false,
            address: nil)
        return cluster.ask("roma", .callback(order, RequestGuard()))?.contact
    }

    private static func reached(
        _ cluster: inout MiniCluster, _ id: String, at site: String = "roma", _ guarded: RequestGuard = RequestGuard()
    ) -> HomeReply? {
        cluster.ask(site, .reached(ContactID(trusted: id), guarded))
    }

    private static func notReached(_ cluster: inout MiniCluster, _ id: String) -> HomeReply? {
        cluster.ask("roma", .notReached(ContactID(trusted: id), reason: nil, RequestGuard()))
    }

    private static func calls(_ cluster: MiniCluster, _ id: String, by site: String = "roma") -> [Bool] {
        cluster[site].contactNews.compactMap { news in
            guard news.cell.record.id.text == id, case .calling(let again) = news.kind else { return nil }
            return again
        }
    }

    private static func line(_ cluster: MiniCluster) -> [String] {
        cluster["napoli"].replica.follower.engine.waiting(pec, after: nil, limit: 100).map(\.record.id.text)
    }

    @Test func theCustomerIsCalledFirstAndKeepsThePlace() {
        var cluster = Self.cluster()
        for id in ["c1", "c2"] { _ = cluster.enqueue("roma", id) }
        #expect(Self.callBack(&cluster, "c1")?.state == "scheduled")
        cluster.run(milliseconds: 3_000)
        #expect(Self.line(cluster) == ["c2"] && Self.calls(cluster, "c1").isEmpty, "nobody is at work")
        let refusal = Self.notReached(&cluster, "c1")?.refusal
        #expect(refusal?.code == .conflict && refusal?.state == "scheduled")
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 300)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        _ = cluster.enqueue("roma", "c3")
        cluster.run(milliseconds: 1_500)
        #expect(Self.calls(cluster, "c1") == [false], "all are busy, and c3 would pass it")
        let cell = cluster.contact("roma", "c1")
        #expect(cell?.state == "scheduled" && cell?.calling?.attempt == 1)
        #expect(
            cluster.ask("roma", .requeue(ContactID(trusted: "c1"), RequeueOrder(), RequestGuard()))?
                .refusal?.code == .conflict)
        let reply = Self.reached(&cluster, "c1")
        #expect(reply?.contact?.state == "waiting" && reply?.contact?.calling == nil)
        #expect(Self.reached(&cluster, "c1")?.contact?.version == reply?.contact?.version, "said twice is said once")
        cluster.run(milliseconds: 200)
        #expect(Self.line(cluster) == ["c1", "c3"])
        _ = cluster.end("roma", "c2")
        cluster.run(milliseconds: 300)
        #expect(cluster.openOffer("milano", "anna")?.contact == reply?.contact?.record.number)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        let events = cluster["roma"].contactNews.filter { $0.cell.record.id.text == "c1" }
        let versions = events.compactMap { news -> UInt64? in
            if case .position = news.kind { nil } else { news.cell.version }
        }
        #expect(versions == Array(1...UInt64(versions.count)), "each version has one event")
    }

    @Test func whoDoesNotAnswerIsCalledAsOftenAsTheTopicSays() {
        var cluster = Self.cluster()
        _ = cluster.login("milano", "anna")
        #expect(Self.come(&cluster, "c1")?.state == "scheduled")
        cluster.run(milliseconds: 2_500)
        #expect(Self.calls(cluster, "c1") == [false])
        #expect(Self.notReached(&cluster, "c1")?.contact?.state == "scheduled")
        cluster.run(milliseconds: 8_000)
        #expect(Self.calls(cluster, "c1") == [false, false] && cluster.contact("roma", "c1")?.calling?.attempt == 2)
        #expect(cluster.openOffer("milano", "anna") == nil)
        // Of the second call nothing is said at all.
        cluster.run(milliseconds: 21_000)
        #expect(cluster.contact("roma", "c1")?.phase == .ended(.callbackFailed))
        #expect(Self.reached(&cluster, "c1")?.refusal?.code == .conflict)
    }

    @Test func whoAnswersLateIsReachedAllTheSame() {
        var cluster = Self.cluster(ringMs: 3_000)
        _ = cluster.login("milano", "anna")
        _ = Self.come(&cluster, "c1")
        cluster.run(milliseconds: 6_500)
        #expect(cluster.contact("roma", "c1")?.calling == nil && cluster.contact("roma", "c1")?.state == "scheduled")
        #expect(Self.reached(&cluster, "c1")?.contact?.state == "waiting")
        cluster.run(milliseconds: 300)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        // With the agent on the phone it may fail all the same: that was the second attempt.
        #expect(Self.notReached(&cluster, "c1")?.contact?.phase == .ended(.callbackFailed))
    }

    @Test func aReachedCustomerWhoHangsUpHasLeft() {
        var cluster = Self.cluster()
        _ = cluster.login("milano", "anna")
        _ = Self.come(&cluster, "c1")
        cluster.run(milliseconds: 2_500)
        _ = cluster.intent("milano", "anna", .onBreak)
        _ = Self.reached(&cluster, "c1")
        let reply = cluster.ask("roma", .cancel(ContactID(trusted: "c1"), reason: nil))
        #expect(reply?.contact?.phase == .ended(.abandoned))
        #expect(Self.reached(&cluster, "c1", at: "milano")?.refusal?.code == .notFound)
        _ = Self.come(&cluster, "c2", topic: "firma")
        #expect(Self.reached(&cluster, "c2")?.refusal?.code == .conflict, "its agent calls")
    }

    /// Of three who are due at once one is called for the one agent, whatever the log has heard of it yet.
    @Test func oneAgentHasOneCustomerCalled() {
        var cluster = Self.cluster()
        for id in ["c1", "c2", "c3"] { _ = Self.come(&cluster, id) }
        _ = Self.come(&cluster, "c4", at: "milano")
        _ = cluster.login("napoli", "anna")
        cluster.run(milliseconds: 4_000)
        let called = ["c1", "c2", "c3"].filter { !Self.calls(cluster, $0).isEmpty }
        #expect(called == ["c1"] && Self.calls(cluster, "c4", by: "milano").isEmpty)
    }

    @Test func aRestartOfItsHomeGoesOnWithTheCall() {
        var cluster = Self.cluster()
        _ = cluster.login("milano", "anna")
        _ = Self.come(&cluster, "c1")
        cluster.run(milliseconds: 2_500)
        let before = cluster.contact("roma", "c1")
        #expect(before?.calling?.attempt == 1)
        cluster.restart("roma")
        cluster.run(milliseconds: 6_000)
        let cell = cluster.contact("roma", "c1")
        #expect(cell?.calling?.until == before?.calling?.until && cell?.version == before?.version)
        #expect(Self.calls(cluster, "c1").last == true, "whoever calls hears of the same call again")
        #expect(Self.reached(&cluster, "c1")?.contact?.state == "waiting")
        cluster.run(milliseconds: 500)
        #expect(cluster.openOffer("milano", "anna") != nil)
    }

    @Test func anHeirEndsTheCallInItsTime() {
        guard case (var cluster, let first, let second, _, let other)? = MiniCluster.withHeir() else { return }
        cluster.configure([Self.topic(ringMs: 12_000)])
        _ = cluster.login(other, "anna")
        _ = Self.come(&cluster, "c1", at: first)
        cluster.run(milliseconds: 2_500)
        #expect(cluster.contact(first, "c1")?.calling?.attempt == 1)
        cluster.kill(first)
        cluster.run(milliseconds: 5_000)
        #expect(cluster.contact(second, "c1")?.calling?.attempt == 1)
        #expect(Self.calls(cluster, "c1", by: second) == [true])
        cluster.run(milliseconds: 7_500)
        let cell = cluster.contact(second, "c1")
        #expect(cell?.state == "scheduled" && cell?.calling == nil && cell?.record.routing.callback?.attempts == 1)
    }

    @Test func anIslandCallsItsOwn() {
        var cluster = Self.cluster()
        _ = cluster.login("milano", "anna")
        _ = cluster.enqueue("milano", "c0")
        cluster.run(milliseconds: 300)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        cluster.cutOff = ["milano"]
        cluster.run(milliseconds: 5_000)
        #expect(cluster["milano"].replica.isIsland)
        _ = Self.come(&cluster, "c1", at: "milano")
        cluster.run(milliseconds: 2_000)
        #expect(Self.calls(cluster, "c1", by: "milano").isEmpty)
        _ = cluster.end("milano", "c0")
        cluster.run(milliseconds: 2_500)
        #expect(Self.calls(cluster, "c1", by: "milano") == [false])
        _ = Self.reached(&cluster, "c1", at: "milano")
        cluster.run(milliseconds: 500)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
    }

    @Test func aTopicThatIsClosedCallsWhenItOpens() {
        var cluster = Self.cluster()
        // For one minute of every two.
        Self.open(
            &cluster,
            Self.hours(stride(from: 0, to: 10_080, by: 2).map { OpeningHours.Span(start: $0, end: $0 + 1) }))
        let minute: Int64 = 60_000
        let left = { (cluster: MiniCluster) in 2 * minute - cluster.now.wall % (2 * minute) }
        cluster.run(milliseconds: left(cluster) + 1_000)
        #expect(Self.come(&cluster, "c1")?.state == "scheduled")
        let arrival = cluster.contact("roma", "c1")?.record.arrival
        cluster.run(milliseconds: minute)
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 5_000)
        #expect(Self.calls(cluster, "c1").isEmpty && cluster.contact("roma", "c1")?.state == "scheduled")
        cluster.run(milliseconds: left(cluster))
        // Who is silent for so long is unreachable.
        _ = cluster.login("milano", "bea")
        cluster.run(milliseconds: 3_000)
        #expect(Self.calls(cluster, "c1") == [false])
        #expect(Self.reached(&cluster, "c1")?.contact?.record.arrival == arrival, "with the place of before")
    }

    /// Hours that were put in force by mistake, and put right.
    @Test func whoWaitsForAnOpeningIsCalledWhenTheHoursAreChanged() {
        var cluster = Self.cluster()
        Self.open(&cluster, .always)
        #expect(Self.come(&cluster, "c1")?.state == "scheduled")
        let arrival = cluster.contact("roma", "c1")?.record.arrival
        Self.open(&cluster, Self.hours([]))
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 5_000)
        #expect(Self.calls(cluster, "c1").isEmpty, "it never opens, and nobody is called")
        #expect(cluster.contact("roma", "c1")?.timeline.last?.why == TimelineEntry.closed)
        _ = cluster.login("milano", "bea")
        Self.open(&cluster, .always)
        cluster.run(milliseconds: 5_000)
        #expect(Self.calls(cluster, "c1") == [false])
        #expect(Self.reached(&cluster, "c1")?.contact?.record.arrival == arrival, "with the place of before")
    }

    @Test func whoIsSentOnFromAConversationIsNotCalled() {
        var cluster = Self.cluster()
        _ = cluster.login("milano", "anna", topics: ["firma"])
        _ = Self.come(&cluster, "c1", topic: "firma")
        cluster.run(milliseconds: 300)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        let order = RequeueOrder(topic: Self.pec)
        let reply = cluster.ask("roma", .requeue(ContactID(trusted: "c1"), order, RequestGuard()))
        #expect(reply?.contact?.state == "waiting" && reply?.contact?.call == .reached)
        // Who only waits there is called.
        _ = cluster.intent("milano", "anna", .onBreak)
        _ = Self.come(&cluster, "c2", topic: "firma")
        let moved = cluster.ask("roma", .requeue(ContactID(trusted: "c2"), order, RequestGuard()))
        #expect(moved?.contact?.state == "scheduled" && moved?.contact?.call == .due)
        cluster.run(milliseconds: 300)
        #expect(Self.line(cluster) == ["c1"])
        // A supervisor sends it where agents call: it is in line at once.
        let back = RequeueOrder(topic: TopicID(trusted: "firma"))
        let again = cluster.ask("roma", .requeue(ContactID(trusted: "c2"), back, RequestGuard()))
        #expect(again?.contact?.state == "waiting" && again?.contact?.call == nil)
    }

    @Test func aLastAgentWhoCannotIsNotWaitedFor() {
        var cluster = Self.cluster()
        _ = cluster.login("milano", "anna")
        _ = cluster.login("milano", "bea")
        _ = cluster.intent("milano", "bea", .onBreak)
        var order = MiniCluster.order("c1", channel: .callback)
        order.lastAgent = AgentID(trusted: "bea")
        #expect(cluster.ask("roma", .enqueue(order))?.contact?.state == "scheduled")
        cluster.run(milliseconds: 3_500)
        #expect(Self.calls(cluster, "c1") == [false])
    }
}
