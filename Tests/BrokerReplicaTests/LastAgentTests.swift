// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore
import Testing

@testable import BrokerReplica

/// Last agent first: one agent has a contact first, for a time, if they can.
@Suite struct LastAgentTests {
    private static func cluster(lastAgentMs: Int64 = 8_000, topics: [String] = ["pec"]) -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        var topic = TopicSettings(topic: TopicID(trusted: "pec"))
        topic.wrapUpMs = 0
        topic.offerTimeoutMs = 3_000
        topic.rules.lastAgentMs = lastAgentMs
        cluster.configure([topic, TopicSettings(topic: TopicID(trusted: "firma"))])
        _ = cluster.login("roma", "anna")
        _ = cluster.login("milano", "bruno", topics: topics)
        cluster.run(milliseconds: 200)
        return cluster
    }

    private static func enqueue(_ cluster: inout MiniCluster, _ id: String = "c1", _ requirements: [SkillLevel] = []) {
        var order = MiniCluster.order(id, requirements: requirements)
        order.lastAgent = AgentID(trusted: "bruno")
        _ = cluster.ask("roma", .enqueue(order))
        cluster.run(milliseconds: 200)
    }

    /// Runs while both desks are heard.
    private static func run(_ cluster: inout MiniCluster, _ milliseconds: Int64) {
        var left = milliseconds
        while left > 0 {
            _ = cluster.ask("roma", .heartbeat([AgentID(trusted: "anna")]))
            _ = cluster.ask("milano", .heartbeat([AgentID(trusted: "bruno")]))
            cluster.run(milliseconds: min(left, 2_000))
            left -= 2_000
        }
    }

    private static func first(_ cluster: inout MiniCluster, _ id: String = "c1") -> AgentID? {
        cluster.contact("roma", id)?.record.routing.firstAgent
    }

    /// Bruno is in conversation with somebody else.
    private static func busy() -> MiniCluster {
        var cluster = cluster()
        _ = cluster.intent("roma", "anna", .onBreak)
        _ = cluster.enqueue("milano", "other")
        cluster.run(milliseconds: 200)
        _ = cluster.accept("milano", "bruno")
        _ = cluster.intent("roma", "anna", .available)
        cluster.run(milliseconds: 200)
        return cluster
    }

    @Test func theLastAgentIsOfferedItThoughOthersAreIdleForLonger() {
        var cluster = Self.cluster()
        Self.enqueue(&cluster)
        #expect(cluster.openOffer("roma", "anna") == nil)
        #expect(cluster.accept("milano", "bruno")?.isConnected == true)
    }

    @Test func whoIsBusyIsWaitedForAndThenItIsEverybodys() {
        var cluster = Self.busy()
        Self.enqueue(&cluster)
        let number = cluster.contact("roma", "c1")?.record.number ?? .none
        let key = cluster["roma"].replica.engine.contact(number)?.key
        Self.run(&cluster, 6_000)
        #expect(cluster.openOffer("roma", "anna") == nil && Self.first(&cluster) != nil)
        Self.run(&cluster, 2_000)
        #expect(cluster.openOffer("roma", "anna")?.contact == number, "after eight seconds")
        #expect(cluster["roma"].replica.engine.contact(number)?.key == key, "with its place")
        let told = cluster["roma"].contactNews.filter {
            if case .relaxed(why: "last agent") = $0.kind { true } else { false }
        }
        #expect(told.count == 1)
    }

    @Test func whoIsFreeInTimeHasIt() {
        var cluster = Self.busy()
        Self.enqueue(&cluster)
        Self.run(&cluster, 2_000)
        _ = cluster.end("milano", "other")
        cluster.run(milliseconds: 500)
        #expect(cluster.openOffer("milano", "bruno")?.contact == cluster.contact("roma", "c1")?.record.number)
    }

    @Test func whoCannotServeIsNotWaitedFor() {
        let needed = [SkillLevel(skill: SkillID(trusted: "it"), level: 1)]
        let cases: [(String, (inout MiniCluster) -> Void, [SkillLevel])] = [
            ("on a break", { _ = $0.intent("milano", "bruno", .onBreak) }, []),
            ("offline", { _ = $0.intent("milano", "bruno", .offline) }, []),
            ("gone", { _ = $0.ask("milano", .deskClosed([AgentID(trusted: "bruno")], RequestGuard())) }, []),
            ("without the skill", { _ in }, needed),
        ]
        for (why, change, requirements) in cases {
            var cluster = Self.cluster()
            change(&cluster)
            cluster.run(milliseconds: 300)
            Self.enqueue(&cluster, "c1", requirements)
            #expect(Self.first(&cluster) == nil, "\(why)")
            #expect(requirements.isEmpty == (cluster.openOffer("roma", "anna") != nil), "\(why)")
        }
        var other = Self.cluster(topics: ["firma"])
        Self.enqueue(&other)
        #expect(other.openOffer("roma", "anna") != nil, "of another topic")
        var off = Self.cluster(lastAgentMs: 0)
        Self.enqueue(&off)
        #expect(Self.first(&off) == nil, "switched off")
    }

    @Test func whoGoesMeanwhileIsWaitedForNoLonger() {
        var cluster = Self.busy()
        Self.enqueue(&cluster)
        #expect(Self.first(&cluster) != nil)
        _ = cluster.ask("milano", .deskClosed([AgentID(trusted: "bruno")], RequestGuard()))
        _ = cluster.end("milano", "other")
        cluster.run(milliseconds: 500)
        #expect(Self.first(&cluster) == nil)
        #expect(cluster.openOffer("roma", "anna") != nil, "at once, not after eight seconds")
    }

    /// Home and owner hear of the agent's break in another order: versions count from one all the same.
    @Test func whoGoesBeforeTheContactHasItsPlaceLeavesNoGap() {
        var cluster = Self.cluster()
        var order = MiniCluster.order("c1")
        order.lastAgent = AgentID(trusted: "bruno")
        cluster.post("milano", .setIntent(AgentID(trusted: "bruno"), .onBreak, reason: nil, RequestGuard()))
        cluster.run(milliseconds: 5)
        cluster.post("roma", .enqueue(order))
        cluster.run(milliseconds: 500)
        #expect(Self.first(&cluster) == nil && cluster.openOffer("roma", "anna") != nil)
        let versions = cluster["roma"].contactNews.filter { $0.cell.record.id.text == "c1" }.map(\.cell.version)
        #expect(versions.first == 1)
        #expect(zip(versions, versions.dropFirst()).allSatisfy { $1 == $0 || $1 == $0 + 1 }, "\(versions)")
    }

    @Test func anOfferNotTakenIsTheLastToThatAgentAlone() {
        var cluster = Self.cluster()
        Self.enqueue(&cluster)
        guard let offer = cluster.openOffer("milano", "bruno") else {
            Issue.record("not offered")
            return
        }
        _ = cluster.ask(
            "milano",
            .reject(offer: offer.id.description, AgentID(trusted: "bruno"), reason: nil, RequestGuard()))
        cluster.run(milliseconds: 300)
        #expect(cluster.openOffer("roma", "anna")?.contact == offer.contact)
    }

    @Test func aSiteThatIsCutOffWaitsForNobodyElsewhere() {
        var cluster = Self.busy()
        Self.enqueue(&cluster)
        cluster.cutOff = ["roma"]
        // An owner with nothing to append does not miss the log.
        cluster.post("roma", .enqueue(MiniCluster.order("c2")))
        for _ in 0..<4 {
            _ = cluster.ask("roma", .heartbeat([AgentID(trusted: "anna")]))
            cluster.run(milliseconds: 1_500)
        }
        #expect(cluster["roma"].replica.isIsland && Self.first(&cluster) == nil)
        let offered = cluster["roma"].agentNews.contains { if case .offer = $0.kind { true } else { false } }
        #expect(offered)
    }

    @Test func aRestartForgetsNoTime() {
        var cluster = Self.busy()
        Self.enqueue(&cluster)
        cluster.restart("roma")
        Self.run(&cluster, 14_000)
        #expect(Self.first(&cluster) == nil)
    }
}
