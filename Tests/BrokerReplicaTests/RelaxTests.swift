// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// A contact's home takes its topic's steps when they are due.
@Suite struct RelaxTests {
    private static func topic(_ name: String, _ afterMs: Int64..., change: (inout RelaxStep) -> Void) -> TopicSettings {
        var topic = TopicSettings(topic: TopicID(trusted: name))
        topic.wrapUpMs = 0
        topic.offerTimeoutMs = 4_000
        topic.rules.relax = afterMs.map { afterMs in
            var step = RelaxStep(afterMs: afterMs)
            change(&step)
            return step
        }
        return topic
    }

    /// Anna works at another site than the callers'.
    private static func cluster(_ topics: [TopicSettings]) -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        cluster.configure(topics)
        _ = cluster.login("milano", "anna", topics: topics.map(\.topic.text))
        cluster.run(milliseconds: 200)
        return cluster
    }

    /// Runs while desks are heard.
    private static func run(_ cluster: inout MiniCluster, _ milliseconds: Int64, _ site: String = "milano") {
        var left = milliseconds
        while left > 0 {
            _ = cluster.ask(site, .heartbeat([AgentID(trusted: "anna")]))
            cluster.run(milliseconds: min(left, 4_000))
            left -= 4_000
        }
    }

    private static func known(_ cluster: inout MiniCluster, _ id: String = "c1") -> ContactState? {
        cluster.contact("roma", id).flatMap { cluster["roma"].replica.engine.contact($0.record.number) }
    }

    @Test func aStepIsTakenWhenItIsDueAndThePlaceStays() {
        var cluster = Self.cluster([Self.topic("pec", 6_000) { $0.beyondSite = true }])
        _ = cluster.enqueue("roma", "c1")
        Self.run(&cluster, 5_500)
        let before = Self.known(&cluster)
        #expect(before?.phase == .waiting && before?.record.routing.steps == 0)
        cluster.run(milliseconds: 1_000)
        let after = Self.known(&cluster)
        #expect(after?.record.routing.steps == 1 && after?.key == before?.key)
        #expect(cluster.openOffer("milano", "anna")?.contact == before?.record.number)
        let told = cluster["roma"].contactNews.filter {
            if case .relaxed(why: "step 1") = $0.kind { true } else { false }
        }
        #expect(told.count == 1)
    }

    @Test func stepsRaiseThePriorityOnceEach() {
        var cluster = Self.cluster([Self.topic("pec", 3_000, 6_000) { $0.raisePriority = 100 }])
        _ = cluster.intent("milano", "anna", .onBreak)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 3_500)
        #expect(Self.known(&cluster)?.record.priority == 200)
        cluster.run(milliseconds: 3_000)
        let known = Self.known(&cluster)
        #expect(known?.record.priority == 255 && known?.record.routing.steps == 2)
    }

    @Test func aStepDueWhileAnOfferIsOpenHoldsWhenItReturns() {
        // Anna serves the topic at a level that is asked first.
        let topic = Self.topic("pec", 4_500) { $0.addTopic = TopicID(trusted: "firma") }
        var cluster = Self.cluster([topic])
        _ = cluster.enqueue("roma", "c1")
        Self.run(&cluster, 3_000)
        // The first offer is from 0 to 4, anna does not answer; a second agent is offered it until 8.
        _ = cluster.login("milano", "bruno")
        cluster.run(milliseconds: 2_500)
        let held = cluster.contact("roma", "c1")
        if case .held? = held?.phase {} else { Issue.record("not offered: \(String(describing: held?.phase))") }
        #expect(held?.record.routing.steps == 0)
        cluster.run(milliseconds: 3_000)
        let after = cluster.contact("roma", "c1")
        #expect(after?.record.routing.steps == 1)
        // In the very change that brought it back: nobody was asked in between.
        #expect(after?.turn == held?.turn.next || after?.turn == held?.turn.next.next)
    }

    @Test func anotherTopicsStepsBeginAnew() {
        let topics = [
            Self.topic("pec", 4_000) { $0.beyondSite = true }, Self.topic("firma", 6_000) { $0.beyondSite = true },
        ]
        var cluster = Self.cluster(topics)
        _ = cluster.intent("milano", "anna", .onBreak)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 5_000)
        let before = Self.known(&cluster)
        #expect(before?.record.routing.steps == 1)
        let order = RequeueOrder(topic: TopicID(trusted: "firma"))
        _ = cluster.ask("roma", .requeue(ContactID(trusted: "c1"), order, RequestGuard()))
        cluster.run(milliseconds: 5_000)
        let moved = Self.known(&cluster)
        #expect(moved?.record.topic.text == "firma" && moved?.record.routing.steps == 0)
        cluster.run(milliseconds: 1_500)
        let after = Self.known(&cluster)
        #expect(after?.record.routing.steps == 1 && after?.key == before?.key)
    }

    @Test func anotherPriorityResetsNoStep() {
        var cluster = Self.cluster([Self.topic("pec", 4_000, 9_000) { $0.beyondSite = true }])
        _ = cluster.intent("milano", "anna", .onBreak)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 8_000)
        let order = RequeueOrder(priority: 120)
        _ = cluster.ask("roma", .requeue(ContactID(trusted: "c1"), order, RequestGuard()))
        #expect(Self.known(&cluster)?.record.routing.steps == 1)
        cluster.run(milliseconds: 1_500)
        #expect(Self.known(&cluster)?.record.routing.steps == 2)
    }

    @Test func aRestartForgetsNoStep() {
        var cluster = Self.cluster([Self.topic("pec", 3_000, 14_000) { $0.beyondSite = true }])
        _ = cluster.intent("milano", "anna", .onBreak)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 4_000)
        #expect(Self.known(&cluster)?.record.routing.steps == 1)
        cluster.restart("roma")
        // Pool time stands still until somebody orders again.
        cluster.run(milliseconds: 14_000)
        #expect(Self.known(&cluster)?.record.routing.steps == 2)
    }

    @Test func anIslandTakesStepsToo() {
        var cluster = Self.cluster([Self.topic("pec", 12_000) { $0.levelMax = 2 }])
        let profile = LoginOrder(
            agent: AgentID(trusted: "bruno"), topics: [TopicLevel(topic: TopicID(trusted: "pec"), level: 2)],
            skills: nil, channels: nil, address: nil, intent: nil)
        _ = cluster.ask("roma", .login(profile), within: 4_000)
        _ = cluster.intent("milano", "anna", .onBreak)
        _ = cluster.enqueue("roma", "c1")
        cluster.run(milliseconds: 300)
        #expect(cluster.openOffer("roma", "bruno") == nil)
        cluster.cutOff = ["roma"]
        for _ in 0..<4 {
            cluster.run(milliseconds: 4_000)
            _ = cluster.ask("roma", .heartbeat([AgentID(trusted: "bruno")]))
        }
        #expect(cluster["roma"].replica.isIsland)
        #expect(cluster.openOffer("roma", "bruno") != nil || cluster.contact("roma", "c1")?.record.routing.steps == 1)
        let offered = cluster["roma"].agentNews.contains { if case .offer = $0.kind { true } else { false } }
        #expect(offered)
    }
}
