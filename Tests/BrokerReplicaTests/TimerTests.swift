// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// Timers do not multiply, whatever a client repeats.
@Suite struct TimerTests {
    @Test func anotherIntentMakesNoWrapUpLonger() {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.wrapUpMs = 10_000
        cluster.configure([topic])
        _ = cluster.login("roma", "anna")
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 100)
        _ = cluster.accept("roma", "anna")
        _ = cluster.end("roma", "c1")
        let began = cluster.nanoseconds
        for _ in 0..<4 {
            cluster.run(milliseconds: 1_000)
            _ = cluster.intent("roma", "anna", .onBreak)
            _ = cluster.intent("roma", "anna", .available)
        }
        #expect(cluster.agent("roma", "anna")?.rest.hasEnd == true)
        cluster.run(milliseconds: 10_100 - (cluster.nanoseconds - began) / 1_000_000)
        #expect(cluster.agent("roma", "anna")?.rest == .ready)
    }

    @Test func aHomeThatStartsLooksAtVeryManyLittleByLittle() {
        var cluster = MiniCluster(sites: ["roma"])
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.waitingMax = 10_000
        cluster.configure([topic])
        let count = 2 * Limits.looksTogether + 1
        for index in 0..<count { cluster.post("roma", .enqueue(MiniCluster.order("c\(index)"))) }
        cluster.run(milliseconds: 2_000)
        cluster.restart("roma")
        var told: [Int] = []
        for _ in 0..<2_000 {
            cluster["roma"].contactNews = []
            cluster.run(milliseconds: cluster.stepMs)
            let positions = cluster["roma"].contactNews.count { if case .position = $0.kind { true } else { false } }
            if positions > 0 { told.append(positions) }
        }
        #expect(told == [Limits.looksTogether, Limits.looksTogether, 1])
    }

    @Test func aContactThatIsOftenRejectedHasOneTimerForItsPosition() {
        var cluster = MiniCluster.ready()
        _ = cluster.login("roma", "anna")
        _ = cluster.enqueue("roma", "c1")
        let before = cluster["roma"].replica.home.timers.count
        for _ in 0..<5 {
            cluster.run(milliseconds: 2_200)
            guard let offer = cluster.openOffer("roma", "anna") else { continue }
            let anna = AgentID(trusted: "anna")
            _ = cluster.ask("roma", .reject(offer: offer.id.description, anna, reason: nil, RequestGuard()))
        }
        _ = cluster.intent("roma", "anna", .onBreak)
        cluster.run(milliseconds: 30_000)
        #expect(cluster["roma"].replica.home.timers.count <= before + 2)
    }
}
