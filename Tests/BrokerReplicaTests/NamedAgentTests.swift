// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// A contact that is for one agent, as clients ask for it.
@Suite struct NamedAgentTests {
    private static func cluster() -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        let topics = ["pec", "firma"].map { name in
            var topic = TopicSettings(topic: TopicID(trusted: name))
            topic.wrapUpMs = 0
            return topic
        }
        cluster.configure(topics)
        _ = cluster.login("roma", "anna")
        _ = cluster.login("milano", "bruno", topics: ["firma"])
        cluster.run(milliseconds: 200)
        return cluster
    }

    private static func requeue(_ agent: String?, _ topic: String? = nil) -> HomeRequest {
        .requeue(
            ContactID(trusted: "c1"),
            RequeueOrder(topic: topic.map(TopicID.init(trusted:)), agent: agent.map(AgentID.init(trusted:))),
            RequestGuard())
    }

    @Test func aContactMayComeForAnAgent() {
        var cluster = Self.cluster()
        var order = MiniCluster.order("c1")
        order.agent = AgentID(trusted: "bruno")
        _ = cluster.ask("roma", .enqueue(order))
        cluster.run(milliseconds: 200)
        #expect(cluster.openOffer("roma", "anna") == nil)
        #expect(cluster.openOffer("milano", "bruno")?.contact == cluster.contact("roma", "c1")?.record.number)
    }

    @Test func anAgentNobodyKnowsIsNotFound() {
        var cluster = Self.cluster()
        var order = MiniCluster.order("c1")
        order.agent = AgentID(trusted: "carla")
        let refusal = cluster.ask("roma", .enqueue(order))?.refusal
        #expect(refusal?.code == .notFound && refusal?.field == "agent")
        _ = cluster.enqueue("roma", "c1")
        let again = cluster.ask("roma", Self.requeue("carla"))?.refusal
        #expect(again?.code == .notFound && again?.field == "agent")
    }

    @Test func aConversationIsPassedToAnAgentByEitherSite() {
        for asking in ["roma", "milano"] {
            var cluster = Self.cluster()
            _ = cluster.enqueue("milano", "c1")
            cluster.run(milliseconds: 200)
            #expect(cluster.accept("roma", "anna")?.isConnected == true)
            // Anna's site is not the contact's: the wish travels with her farewell.
            _ = cluster.ask(asking, Self.requeue("bruno"))
            cluster.run(milliseconds: 1_000)
            #expect(cluster.openOffer("roma", "anna") == nil, "asked at \(asking)")
            #expect(cluster.accept("milano", "bruno")?.isConnected == true, "asked at \(asking)")
        }
    }

    @Test func aRequeueWithoutAnAgentTakesTheWishAway() {
        var cluster = Self.cluster()
        _ = cluster.intent("milano", "bruno", .onBreak)
        var order = MiniCluster.order("c1")
        order.agent = AgentID(trusted: "bruno")
        _ = cluster.ask("roma", .enqueue(order))
        cluster.run(milliseconds: 200)
        #expect(cluster.openOffer("roma", "anna") == nil)
        let before = cluster["roma"].replica.engine.contact(cluster.contact("roma", "c1")?.record.number ?? .none)?.key
        _ = cluster.ask("roma", Self.requeue(nil))
        cluster.run(milliseconds: 200)
        let number = cluster.contact("roma", "c1")?.record.number
        #expect(number != nil && cluster.openOffer("roma", "anna")?.contact == number)
        #expect(cluster["roma"].replica.engine.contact(number ?? .none)?.key == before, "and keeps its place")
    }

    @Test func aRestartForgetsNoWish() {
        var cluster = Self.cluster()
        _ = cluster.intent("milano", "bruno", .onBreak)
        var order = MiniCluster.order("c1")
        order.agent = AgentID(trusted: "bruno")
        _ = cluster.ask("roma", .enqueue(order))
        cluster.run(milliseconds: 200)
        cluster.restart("roma")
        cluster.run(milliseconds: 12_000)
        _ = cluster.ask("roma", .heartbeat([AgentID(trusted: "anna")]))
        _ = cluster.ask("milano", .heartbeat([AgentID(trusted: "bruno")]))
        cluster.run(milliseconds: 200)
        #expect(cluster.openOffer("roma", "anna") == nil)
        _ = cluster.intent("milano", "bruno", .available)
        cluster.run(milliseconds: 1_000)
        #expect(cluster.openOffer("milano", "bruno") != nil)
    }
}
