// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// Contacts that are not due yet, and callers who hang up to be called.
@Suite struct ScheduleTests {
    private static let pec = TopicID(trusted: "pec")

    private static func topic(_ rule: CallbackRule? = nil) -> TopicSettings {
        var topic = TopicSettings(topic: pec)
        topic.wrapUpMs = 0
        topic.offerTimeoutMs = 4_000
        topic.rules.callback = rule
        return topic
    }

    private static func cluster(_ rule: CallbackRule? = nil, maxWaitMs: Int64? = nil) -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        var topic = topic(rule)
        topic.maxWaitMs = maxWaitMs
        cluster.configure([topic])
        return cluster
    }

    private static func time(_ cluster: MiniCluster) -> Int64 { cluster.now.wall }

    private static func schedule(
        _ cluster: inout MiniCluster, _ id: String, inMs: Int64, waitedMs: Int64 = 0, at site: String = "roma"
    ) -> HomeReply? {
        var order = MiniCluster.order(id)
        order.notBefore = PoolInstant(time(cluster) + inMs)
        order.waitedMs = waitedMs
        return cluster.ask(site, .enqueue(order))
    }

    private static func callBack(
        _ cluster: inout MiniCluster, _ id: String, inMs: Int64?, atTime: Bool = false, at site: String = "roma",
        to address: SealedCaller? = nil
    ) -> HomeReply? {
        let order = CallbackOrder(
            id: ContactID(trusted: id), notBefore: inMs.map { PoolInstant(time(cluster) + $0) }, atTime: atTime,
            address: address)
        return cluster.ask(site, .callback(order, RequestGuard()))
    }

    private static func line(_ cluster: MiniCluster) -> [String] {
        cluster["roma"].replica.follower.engine.waiting(pec, after: nil, limit: 100).map(\.record.id.text)
    }

    private static func notReached(_ cluster: inout MiniCluster, _ id: String, at site: String) -> HomeReply? {
        cluster.ask(site, .notReached(ContactID(trusted: id), reason: nil, RequestGuard()))
    }

    @Test func itWaitsFromTheInstantItIsDue() {
        var cluster = Self.cluster()
        let due = Self.time(cluster) + 10_000
        let reply = Self.schedule(&cluster, "c1", inMs: 10_000)
        #expect(reply?.contact?.state == "scheduled" && reply?.position == nil)
        _ = cluster.enqueue("milano", "before")
        cluster.run(milliseconds: 7_000)
        #expect(cluster.contact("roma", "c1")?.state == "scheduled" && Self.line(cluster) == ["before"])
        cluster.run(milliseconds: 3_500)
        _ = cluster.enqueue("milano", "after")
        let cell = cluster.contact("roma", "c1")
        #expect(cell?.state == "waiting" && Self.line(cluster) == ["before", "c1", "after"])
        #expect(abs((cell?.record.arrival.milliseconds ?? 0) - due) < 100)
        let events = cluster["roma"].contactNews.filter { $0.cell.record.id.text == "c1" }
        let versions = events.compactMap { news -> UInt64? in
            if case .position = news.kind { nil } else { news.cell.version }
        }
        #expect(versions == [1, 2], "each version has one event")
    }

    @Test func whatItHasWaitedCountsBeforeTheInstant() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "c0")
        cluster.run(milliseconds: 1_000)
        _ = Self.schedule(&cluster, "c1", inMs: 5_000, waitedMs: 60_000)
        cluster.run(milliseconds: 6_000)
        #expect(Self.line(cluster) == ["c1", "c0"])
    }

    @Test func whatIsPastIsNow() {
        var cluster = Self.cluster()
        let reply = Self.schedule(&cluster, "c1", inMs: -5_000)
        #expect(reply?.contact?.state == "waiting" && Self.line(cluster) == ["c1"])
        let refusal = Self.schedule(&cluster, "c2", inMs: 366 * 86_400_000)?.refusal
        #expect(refusal?.code == .badRequest && refusal?.field == "notBeforeAt")
    }

    @Test func itMayBeCancelledAndSentToTheLineAtOnce() {
        var cluster = Self.cluster()
        _ = Self.schedule(&cluster, "c1", inMs: 60_000)
        _ = Self.schedule(&cluster, "c2", inMs: 60_000)
        let cancelled = cluster.ask("roma", .cancel(ContactID(trusted: "c1"), reason: nil))
        #expect(cancelled?.contact?.phase == .ended(.abandoned))
        let asked = HomeRequest.requeue(ContactID(trusted: "c2"), RequeueOrder(), RequestGuard())
        #expect(cluster.ask("roma", asked)?.contact?.state == "waiting")
        _ = cluster.enqueue("roma", "c3")
        cluster.run(milliseconds: 70_000)
        #expect(Self.line(cluster) == ["c2", "c3"], "its place is that of the request, then and later")
    }

    @Test func aRestartOfItsHomeForgetsNeitherInstantNorPlace() {
        var cluster = Self.cluster()
        _ = Self.schedule(&cluster, "c1", inMs: 20_000, at: "milano")
        cluster.run(milliseconds: 3_000)
        cluster.restart("milano")
        cluster.run(milliseconds: 8_000)
        let before = cluster.contact("milano", "c1")
        #expect(before?.state == "scheduled")
        cluster.run(milliseconds: 16_000)
        _ = cluster.enqueue("roma", "c2")
        #expect(cluster.contact("milano", "c1")?.state == "waiting" && Self.line(cluster) == ["c1", "c2"])
    }

    @Test func anHeirTakesTheInstantOver() {
        guard case (var cluster, let first, let second, _, let other)? = MiniCluster.withHeir() else { return }
        _ = Self.schedule(&cluster, "c1", inMs: 12_000, at: first)
        cluster.run(milliseconds: 500)
        cluster.kill(first)
        cluster.run(milliseconds: 6_000)
        #expect(cluster[second].isServing)
        #expect(cluster.contact(second, "c1")?.state == "scheduled")
        cluster.run(milliseconds: 9_000)
        #expect(cluster.contact(second, "c1")?.state == "waiting")
        _ = cluster.login(other, "anna")
        cluster.run(milliseconds: 200)
        #expect(cluster.openOffer(other, "anna") != nil)
    }

    @Test func anIslandServesWhoBecomesDue() {
        var cluster = Self.cluster()
        _ = cluster.login("milano", "anna")
        _ = Self.schedule(&cluster, "c1", inMs: 8_000, at: "milano")
        cluster.cutOff = ["milano"]
        cluster.run(milliseconds: 5_000)
        #expect(cluster["milano"].replica.isIsland && cluster.openOffer("milano", "anna") == nil)
        cluster.run(milliseconds: 5_000)
        #expect(cluster.openOffer("milano", "anna") != nil)
    }

    @Test func maxWaitCountsFromTheInstant() {
        var cluster = Self.cluster(maxWaitMs: 6_000)
        _ = cluster.enqueue("roma", "kept")
        cluster.run(milliseconds: 4_000)
        _ = Self.callBack(&cluster, "kept", inMs: 10_000)
        cluster.run(milliseconds: 15_000)
        #expect(cluster.contact("roma", "kept")?.state == "waiting", "in line for five seconds since")
        cluster.run(milliseconds: 2_000)
        #expect(cluster.contact("roma", "kept")?.phase == .ended(.maxWait))
    }

    @Test func aCallbackKeepsThePlaceUnlessTheCallerWantsOneAtThatTime() {
        var cluster = Self.cluster()
        for id in ["kept", "later", "other"] { _ = cluster.enqueue("roma", id) }
        let kept = Self.callBack(&cluster, "kept", inMs: 5_000)
        #expect(kept?.contact?.state == "scheduled" && kept?.contact?.record.channel == .callback)
        _ = Self.callBack(&cluster, "later", inMs: 5_000, atTime: true)
        cluster.run(milliseconds: 200)
        #expect(Self.line(cluster) == ["other"])
        cluster.run(milliseconds: 6_000)
        #expect(Self.line(cluster) == ["kept", "other", "later"])
        let now = Self.callBack(&cluster, "other", inMs: nil)
        #expect(now?.contact?.state == "waiting" && now?.contact?.record.channel == .callback)
        cluster.run(milliseconds: 200)
        #expect(Self.line(cluster) == ["kept", "other", "later"])
    }

    @Test func aCallbackFromAnOfferAndFromAConversationFreesTheAgent() {
        var cluster = Self.cluster()
        _ = cluster.login("milano", "anna")
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 200)
        #expect(cluster.openOffer("milano", "anna") != nil)
        _ = Self.callBack(&cluster, "c1", inMs: 3_000)
        cluster.run(milliseconds: 200)
        #expect(cluster.openOffer("milano", "anna") == nil)
        #expect(cluster.agent("milano", "anna")?.phase == .idle)
        cluster.run(milliseconds: 4_000)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        _ = Self.callBack(&cluster, "c1", inMs: 3_000)
        cluster.run(milliseconds: 200)
        #expect(cluster.contact("roma", "c1")?.state == "scheduled")
        #expect(cluster.agent("milano", "anna")?.phase == .idle)
        cluster.run(milliseconds: 4_000)
        #expect(cluster.openOffer("milano", "anna") != nil)
    }

    /// The desk's own site is told, or the contact's.
    @Test(arguments: ["roma", "milano"])
    func whoIsNotReachedIsCalledAsOftenAsTheTopicSays(site: String) {
        var cluster = Self.cluster(CallbackRule(attempts: 2, retryAfterMs: 5_000))
        _ = cluster.login("milano", "anna")
        _ = cluster.enqueue("roma", "c1")
        _ = Self.callBack(&cluster, "c1", inMs: nil)
        cluster.run(milliseconds: 200)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        #expect(Self.notReached(&cluster, "c1", at: site)?.refusal == nil)
        cluster.run(milliseconds: 500)
        #expect(cluster.contact("roma", "c1")?.state == "scheduled")
        cluster.run(milliseconds: 6_000)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        #expect(Self.notReached(&cluster, "c1", at: site)?.refusal == nil)
        cluster.run(milliseconds: 500)
        #expect(cluster.contact("roma", "c1")?.phase == .ended(.callbackFailed))
        #expect(cluster.agent("milano", "anna")?.phase == .idle)
    }

    /// One call to a number is promised at a time, whatever site is asked.
    @Test func onlySoManyCallsToANumberArePromised() {
        var cluster = Self.cluster()
        var topic = Self.topic()
        topic.rules.callbacksPerNumber = 1
        cluster.configure([topic])
        func caller(_ hash: UInt8) -> SealedCaller {
            SealedCaller(day: "2026-11-29", ciphertext: [], callerHash: [hash], lastDigits: "")
        }
        for (site, id) in [("roma", "c1"), ("roma", "c2"), ("milano", "c3")] {
            var order = MiniCluster.order(id)
            order.caller = caller(1)
            _ = cluster.ask(site, .enqueue(order))
        }
        #expect(Self.callBack(&cluster, "c1", inMs: 5_000)?.contact?.state == "scheduled")
        let refusal = Self.callBack(&cluster, "c2", inMs: nil)?.refusal
        #expect(refusal?.code == .full && refusal?.field == "id")
        #expect(cluster.contact("roma", "c2")?.state == "waiting", "it keeps its place")
        cluster.run(milliseconds: 300)
        #expect(Self.callBack(&cluster, "c3", inMs: nil, at: "milano")?.refusal?.code == .full)
        #expect(Self.callBack(&cluster, "c1", inMs: 8_000)?.contact?.state == "scheduled", "the same one, later")
        let other = Self.callBack(&cluster, "c2", inMs: nil, to: caller(2))
        #expect(other?.contact?.record.channel == .callback, "to another number")
        var order = MiniCluster.order("c4")
        order.caller = caller(1)
        order.channel = .callback
        #expect(cluster.ask("napoli", .enqueue(order))?.refusal?.field == "caller")
        _ = cluster.ask("roma", .cancel(ContactID(trusted: "c1"), reason: nil))
        cluster.run(milliseconds: 300)
        #expect(Self.callBack(&cluster, "c3", inMs: nil, at: "milano")?.refusal == nil)
    }

    /// Its home was away when it was due, and what is left of its chronology begins after that: nobody is sent away for
    /// having waited while nobody could serve them.
    @Test func whoBecomesDueLateWaitsFromThen() {
        let number = ContactNumber(1)
        let record = ContactRecord(
            number: number, id: ContactID(trusted: "c1"), site: SiteID(trusted: "roma"), topic: TopicID(trusted: "pec"),
            priority: 100, channel: .voice, arrival: PoolInstant(1_000), claim: ClaimNumber(number), requirements: [],
            caller: nil)
        var cell = ContactCell(record: record, turn: Turn(1), phase: .waiting, version: 2, fingerprint: [])
        cell.restartedAt = PoolInstant(5_000)
        #expect(cell.inLineSince == PoolInstant(5_000))
        // Told while it was ahead, the log has another instant, which is not its place once it is due.
        cell.record.routing.dueAt = PoolInstant(5_000)
        cell.restartToldIn = Turn(1)
        cell.enterLine(at: PoolInstant(9_000))
        #expect(cell.restartedAt == PoolInstant(5_000) && cell.restartToldIn == nil)
        cell.restartToldIn = Turn(2)
        let wasBefore = cell.learn(place: PoolInstant(4_000), in: Turn(1))
        #expect(!wasBefore && cell.restartedAt == PoolInstant(5_000), "a word of before says nothing of it")
        var told = cell
        let isNew = told.learn(place: PoolInstant(4_000), in: Turn(2))
        #expect(isNew && told.restartedAt == PoolInstant(4_000))
        cell.timeline = [
            TimelineEntry(at: PoolInstant(190_000), event: "queued", agent: nil, why: TimelineEntry.due, by: nil)
        ]
        #expect(cell.inLineSince == PoolInstant(190_000))
        cell.timeline = [
            TimelineEntry(at: PoolInstant(190_000), event: "requeued", agent: nil, why: "overflow", by: nil)
        ]
        #expect(cell.inLineSince == PoolInstant(5_000), "another line is no new wait")
    }

    @Test func withoutARuleItEndsAtOnceAndOnlyFromAConversation() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "c1")
        #expect(Self.notReached(&cluster, "c1", at: "roma")?.refusal?.code == .conflict)
        _ = cluster.login("roma", "anna")
        cluster.run(milliseconds: 200)
        _ = cluster.accept("roma", "anna")
        _ = Self.notReached(&cluster, "c1", at: "roma")
        #expect(cluster.contact("roma", "c1")?.phase == .ended(.callbackFailed))
        #expect(Self.callBack(&cluster, "c1", inMs: 5_000)?.refusal?.code == .conflict)
        #expect(Self.callBack(&cluster, "c9", inMs: 5_000)?.refusal?.code == .notFound)
    }
}
