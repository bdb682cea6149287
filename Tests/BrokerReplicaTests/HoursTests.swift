// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// A topic with a calendar takes nobody while it is closed; who is there stays.
@Suite struct HoursTests {
    /// Open for the minute in which a cluster begins, a Monday's 14:13, and from 14:16 to 14:40.
    private static let hours = OpeningHours(
        spans: [OpeningHours.Span(start: 853, end: 854), OpeningHours.Span(start: 856, end: 880)], closedDays: [],
        offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 0)])

    private static func configuration(_ hours: OpeningHours) -> Configuration {
        var pec = TopicSettings(topic: TopicID(trusted: "pec"))
        pec.wrapUpMs = 0
        pec.rules.calendar = 0
        pec.rules.callback = CallbackRule(attempts: 2, retryAfterMs: 30_000)
        return Configuration(
            revision: 0, agingMs: nil, waitingMax: nil,
            topics: [pec, TopicSettings(topic: TopicID(trusted: "always"))],
            agents: [], calendars: [hours], document: "{\"hours\":1}")
    }

    private static func cluster() -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        _ = cluster.ask("roma", .configure(configuration(hours), ifRevision: nil), within: 4_000)
        return cluster
    }

    /// Runs to a second after 14:13:00.
    private static func run(_ cluster: inout MiniCluster, to second: Int64) {
        cluster.run(milliseconds: 1_789_999_980_000 + second * 1_000 - cluster.now.wall)
    }

    private static func order(_ id: String, at second: Int64) -> EnqueueOrder {
        var order = MiniCluster.order(id)
        order.notBefore = PoolInstant(1_789_999_980_000 + second * 1_000)
        return order
    }

    @Test func outsideHoursNobodyComesInAndHearsWhenToComeAgain() {
        var cluster = Self.cluster()
        #expect(cluster.enqueue("roma", "c1")?.contact?.state == "waiting")
        Self.run(&cluster, to: 70)
        let refusal = cluster.enqueue("milano", "c2")?.refusal
        #expect(refusal?.code == .closed && refusal?.field == nil)
        #expect(abs((refusal?.retryAfterMs ?? 0) - 110_000) < 1_500, "at 14:16")
        #expect(cluster.enqueue("milano", "c3", topic: "always")?.contact?.state == "waiting")
        #expect(cluster.enqueue("roma", "c1")?.contact?.state == "waiting", "said again, it is answered as it was")
        Self.run(&cluster, to: 181)
        #expect(cluster.enqueue("milano", "c2")?.contact?.state == "waiting")
    }

    @Test func whoWaitsAtClosingStaysAndIsServed() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "c1")
        Self.run(&cluster, to: 70)
        _ = cluster.login("milano", "anna")
        cluster.run(milliseconds: 200)
        #expect(cluster.accept("milano", "anna")?.isConnected == true)
        let again = HomeRequest.requeue(ContactID(trusted: "c1"), RequeueOrder(), RequestGuard())
        #expect(cluster.ask("roma", again)?.contact?.state == "waiting")
    }

    @Test func anInstantToComeCountsAndNotTheTimeOfTheRequest() {
        var cluster = Self.cluster()
        let refusal = cluster.ask("roma", .enqueue(Self.order("c1", at: 100)))?.refusal
        #expect(refusal?.code == .closed && refusal?.field == "notBeforeAt")
        Self.run(&cluster, to: 70)
        #expect(cluster.ask("roma", .enqueue(Self.order("c2", at: 200)))?.contact?.state == "scheduled")
        let callback = { (second: Int64) in
            CallbackOrder(
                id: ContactID(trusted: "c2"), notBefore: Self.order("c2", at: second).notBefore, atTime: false,
                address: nil)
        }
        #expect(cluster.ask("roma", .callback(callback(150), RequestGuard()))?.refusal?.code == .closed)
        #expect(cluster.ask("roma", .callback(callback(220), RequestGuard()))?.contact?.state == "scheduled")
    }

    @Test func whoIsNotReachedIsCalledAgainInOpenHours() {
        var cluster = Self.cluster()
        _ = cluster.login("roma", "anna")
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 200)
        _ = cluster.accept("roma", "anna")
        let order = CallbackOrder(id: ContactID(trusted: "c1"), notBefore: nil, atTime: false, address: nil)
        _ = cluster.ask("roma", .callback(order, RequestGuard()))
        cluster.run(milliseconds: 200)
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        Self.run(&cluster, to: 40)
        let failed = HomeRequest.notReached(ContactID(trusted: "c1"), reason: nil, RequestGuard())
        let dueAt = cluster.ask("roma", failed)?.contact?.dueAt
        #expect(dueAt == PoolInstant(1_789_999_980_000 + 180_000))
    }

    // MARK: - Hours of channels

    /// The topic opens at 14:16 to chats and, as always, to callbacks; never closes to mail; and else is as above.
    private static func withChannels() -> MiniCluster {
        var configuration = configuration(hours)
        var topics = configuration.topics
        topics[1].rules.channelCalendars = [
            ChannelCalendar(channel: .callback, calendar: 1), ChannelCalendar(channel: .chat, calendar: 1),
            ChannelCalendar(channel: .mail, calendar: nil),
        ]
        let later = OpeningHours(
            spans: [OpeningHours.Span(start: 856, end: 857), OpeningHours.Span(start: 859, end: 880)], closedDays: [],
            offsets: hours.offsets)
        configuration = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: topics, agents: [],
            calendars: [hours, later], document: "{\"hours\":2}")
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        _ = cluster.ask("roma", .configure(configuration, ifRevision: nil), within: 4_000)
        return cluster
    }

    private static func come(_ cluster: inout MiniCluster, _ id: String, by channel: Channel) -> HomeReply? {
        var order = MiniCluster.order(id)
        order.channel = channel
        return cluster.ask("milano", .enqueue(order))
    }

    @Test func whoComesIsHeldToTheHoursOfTheirChannel() {
        var cluster = Self.withChannels()
        #expect(Self.come(&cluster, "v1", by: .voice)?.contact?.state == "waiting")
        let refusal = Self.come(&cluster, "c1", by: .chat)?.refusal
        #expect(refusal?.code == .closed && refusal?.message == "pec is closed to chat now")
        let left = PoolInstant(1_789_999_980_000 + 180_000).milliseconds - cluster.now.wall
        #expect(abs((refusal?.retryAfterMs ?? 0) - left) < 1_500, "chats begin at 14:16")
        Self.run(&cluster, to: 70)
        #expect(Self.come(&cluster, "v2", by: .voice)?.refusal?.code == .closed)
        #expect(Self.come(&cluster, "l1", by: .letter)?.refusal?.code == .closed, "as the topic")
        #expect(Self.come(&cluster, "m1", by: .mail)?.contact?.state == "waiting", "always")
        Self.run(&cluster, to: 181)
        #expect(Self.come(&cluster, "c1", by: .chat)?.contact?.state == "waiting")
        Self.run(&cluster, to: 250)
        #expect(Self.come(&cluster, "c2", by: .chat)?.refusal?.code == .closed)
        #expect(Self.come(&cluster, "v2", by: .voice)?.contact?.state == "waiting")
    }

    @Test func aCallbackIsPromisedAndRepeatedInTheHoursOfCallbacks() {
        var cluster = Self.withChannels()
        _ = cluster.enqueue("roma", "c1")
        let callback = { (second: Int64) in
            let order = CallbackOrder(
                id: ContactID(trusted: "c1"), notBefore: Self.order("c1", at: second).notBefore, atTime: false,
                address: nil)
            return HomeRequest.callback(order, RequestGuard())
        }
        let refusal = cluster.ask("roma", callback(300))?.refusal
        #expect(refusal?.code == .closed && refusal?.field == "notBeforeAt", "open to calls only")
        #expect(cluster.ask("roma", callback(190))?.contact?.state == "scheduled")
        Self.run(&cluster, to: 191)
        _ = cluster.login("roma", "anna")
        cluster.run(milliseconds: 200)
        #expect(cluster.accept("roma", "anna")?.isConnected == true)
        Self.run(&cluster, to: 230)
        let failed = HomeRequest.notReached(ContactID(trusted: "c1"), reason: nil, RequestGuard())
        let dueAt = cluster.ask("roma", failed)?.contact?.dueAt
        #expect(dueAt == PoolInstant(1_789_999_980_000 + 360_000), "callbacks go on at 14:19")
    }

    @Test func otherHoursHoldAtOnceAndOnlyForWhoComes() {
        var cluster = Self.withChannels()
        #expect(Self.come(&cluster, "m1", by: .mail)?.contact?.state == "waiting")
        #expect(Self.come(&cluster, "c1", by: .chat)?.refusal?.code == .closed)
        let current = cluster["roma"].replica.follower.engine.configuration
        var topics = current.topics
        topics[1].rules.channelCalendars = [
            ChannelCalendar(channel: .chat, calendar: nil), ChannelCalendar(channel: .mail, calendar: 1),
        ]
        let other = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: topics, agents: [], calendars: current.calendars,
            document: "{\"hours\":3}")
        _ = cluster.ask("roma", .configure(other, ifRevision: nil), within: 4_000)
        cluster.run(milliseconds: 200)
        #expect(Self.come(&cluster, "c1", by: .chat)?.contact?.state == "waiting")
        #expect(Self.come(&cluster, "m2", by: .mail)?.refusal?.code == .closed)
        #expect(Self.come(&cluster, "m1", by: .mail)?.contact?.state == "waiting", "who is there stays")
    }

    @Test func theSameDocumentWithOtherClocksIsAnotherRevision() {
        var cluster = Self.cluster()
        let engine = { (cluster: MiniCluster) in cluster["roma"].replica.follower.engine }
        #expect(engine(cluster).configuration.revision == 1)
        let same = HomeRequest.configure(Self.configuration(Self.hours), ifRevision: nil)
        _ = cluster.ask("roma", same, within: 4_000)
        #expect(engine(cluster).configuration.revision == 1)
        let summer = OpeningHours(
            spans: Self.hours.spans, closedDays: [],
            offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 3_600)])
        _ = cluster.ask("roma", .configure(Self.configuration(summer), ifRevision: nil), within: 4_000)
        #expect(engine(cluster).configuration.revision == 2)
        #expect(cluster.enqueue("roma", "c1")?.refusal?.code == .closed)
    }
}
