// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// Who has waited too long in one line goes on in another, with the place or without it; and up a level when told to.
@Suite struct OverflowTests {
    private static let pec = TopicID(trusted: "pec")
    private static let firma = TopicID(trusted: "firma")

    private static func cluster(
        restarts: Bool = false, maxWaitMs: Int64? = nil, room: UInt32 = 100, nextMaxWaitMs: Int64? = nil
    ) -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        var pec = TopicSettings(topic: pec)
        pec.wrapUpMs = 0
        pec.maxWaitMs = maxWaitMs
        pec.rules.overflow = Overflow(afterMs: 10_000, topic: firma, restarts: restarts)
        pec.rules.escalateTo = firma
        var firma = TopicSettings(topic: firma)
        firma.wrapUpMs = 0
        firma.waitingMax = room
        firma.maxWaitMs = nextMaxWaitMs
        cluster.configure([pec, firma])
        return cluster
    }

    private static func state(_ cluster: inout MiniCluster, _ id: String) -> ContactState? {
        cluster.contact("roma", id).flatMap { cluster["roma"].replica.follower.engine.contact($0.record.number) }
    }

    private static func position(_ cluster: inout MiniCluster, _ id: String) -> Int? {
        cluster.contact("roma", id).flatMap { cluster["roma"].replica.follower.engine.position(of: $0.record.number) }
    }

    @Test func theOldestPlaceIsKept() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "first")
        cluster.run(milliseconds: 5_000)
        _ = cluster.enqueue("milano", "second", topic: "firma")
        let before = Self.state(&cluster, "first")
        cluster.run(milliseconds: 4_700)
        let topic1 = Self.state(&cluster, "first")?.record.topic
        #expect(topic1 == Self.pec, "not before its time")
        cluster.run(milliseconds: 1_000)
        let after = Self.state(&cluster, "first")
        #expect(after?.record.topic == Self.firma)
        #expect(after?.key == before?.key)
        let position = Self.position(&cluster, "first")
        #expect(position == 1, "before who came later, and straight there")
        let why = cluster.contact("roma", "first")?.timeline.last?.why
        #expect(why == "overflow")
    }

    @Test func orItWaitsAnew() {
        var cluster = Self.cluster(restarts: true)
        _ = cluster.enqueue("roma", "first")
        cluster.run(milliseconds: 5_000)
        _ = cluster.enqueue("milano", "second", topic: "firma")
        cluster.run(milliseconds: 5_700)
        let position = Self.position(&cluster, "first")
        #expect(position == 2)
    }

    /// `maxWait` is a promise to the caller: another line does not begin it again.
    @Test func theLongestWaitCountsOn() {
        var cluster = Self.cluster(nextMaxWaitMs: 15_000)
        _ = cluster.enqueue("roma", "first")
        cluster.run(milliseconds: 14_500)
        let phase2 = cluster.contact("roma", "first")?.phase
        #expect(phase2 == .waiting)
        cluster.run(milliseconds: 1_200)
        let phase3 = cluster.contact("roma", "first")?.phase
        #expect(phase3 == .ended(.maxWait))
    }

    @Test func whatComesFirstHappens() {
        var cluster = Self.cluster(maxWaitMs: 8_000)
        _ = cluster.enqueue("roma", "first")
        cluster.run(milliseconds: 8_700)
        let phase4 = cluster.contact("roma", "first")?.phase
        #expect(phase4 == .ended(.maxWait))
    }

    @Test func aFullLineTakesNobodyUntilItHasRoom() {
        var cluster = Self.cluster(room: 1)
        _ = cluster.enqueue("milano", "second", topic: "firma")
        cluster.run(milliseconds: 500)
        _ = cluster.enqueue("roma", "first")
        cluster.run(milliseconds: 12_000)
        let topic5 = Self.state(&cluster, "first")?.record.topic
        #expect(topic5 == Self.pec, "it has its place where it is")
        _ = cluster.ask("milano", .cancel(ContactID(trusted: "second"), reason: nil))
        cluster.run(milliseconds: 6_000)
        let topic6 = Self.state(&cluster, "first")?.record.topic
        #expect(topic6 == Self.firma)
    }

    @Test(arguments: ["roma", "milano"]) func upALevel(desk: String) {
        var cluster = Self.cluster()
        _ = cluster.login(desk, "anna")
        _ = cluster.enqueue("roma", "first")
        cluster.run(milliseconds: 300)
        _ = cluster.accept(desk, "anna")
        cluster.run(milliseconds: 300)
        let key = Self.state(&cluster, "first")?.key
        let reply = cluster.ask(
            desk, .requeue(ContactID(trusted: "first"), RequeueOrder(escalate: true), RequestGuard()))
        #expect(reply?.refusal == nil)
        cluster.run(milliseconds: 500)
        let topic7 = Self.state(&cluster, "first")?.record.topic
        #expect(topic7 == Self.firma)
        let place8 = Self.state(&cluster, "first")?.key
        #expect(place8 == key)
    }

    @Test func aTopicThatSaysNotWhereEscalatesNobody() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "second", topic: "firma")
        cluster.run(milliseconds: 300)
        let reply = cluster.ask(
            "roma", .requeue(ContactID(trusted: "second"), RequeueOrder(escalate: true), RequestGuard()))
        #expect(reply?.refusal?.code == .conflict)
        #expect(reply?.refusal?.field == "escalate")
    }
}
