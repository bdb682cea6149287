// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// What callers are told of the wait: at first, never more afterwards, and held against what it was.
@Suite struct EstimateTests {
    /// Two agents of `pec` in conversation, and a contact that waits.
    private static func cluster() -> MiniCluster {
        var cluster = MiniCluster()
        cluster.run(milliseconds: 2_500)
        _ = cluster.configure([TopicSettings(topic: TopicID(trusted: "pec"))])
        for (site, agent) in [("roma", "anna"), ("milano", "bruno")] {
            _ = cluster.login(site, agent)
            _ = cluster.enqueue("roma", "busy-\(agent)")
            cluster.run(milliseconds: 200)
            _ = cluster.accept(site, agent)
        }
        return cluster
    }

    /// What a contact's caller has been told, in order; nil where an event said nothing.
    private static func told(_ cluster: MiniCluster, _ id: String) -> [Int64?] {
        var told: [Int64?] = []
        for news in cluster["roma"].contactNews where news.cell.record.id.text == id {
            switch news.kind {
            case .queued(_, let estimateMs), .position(_, let estimateMs): told.append(estimateMs)
            default: break
            }
        }
        return told
    }

    private static func view(_ cluster: inout MiniCluster, _ id: String) -> ContactView? {
        let reply = cluster.ask("roma", .contactGet(ContactID(trusted: id)))
        if case .contact(let view, _)? = reply { return view } else { return nil }
    }

    @Test func whoWaitsIsToldAndWhoIsOfferedIsNot() {
        var cluster = Self.cluster()
        #expect(Self.told(cluster, "busy-anna") == [nil])
        _ = cluster.enqueue("roma", "c1")
        let told = Self.told(cluster, "c1")
        #expect(told.count == 1 && (told.last.flatMap { $0 } ?? 0) > 60_000)
        #expect(Self.view(&cluster, "c1")?.estimatedWaitMs == told.last.flatMap { $0 })
    }

    @Test func whatIsToldNeverRisesThoughAgentsLeave() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "c1")
        _ = cluster.enqueue("roma", "c2")
        let first = Self.told(cluster, "c2").first.flatMap { $0 }
        _ = cluster.intent("milano", "bruno", .onBreak)
        _ = cluster.end("roma", "busy-bruno")
        cluster.run(milliseconds: 68_000)
        let outlook = cluster["roma"].replica.engine.outlook(of: Self.view(&cluster, "c2")!.cell.record.number)
        #expect((outlook?.estimatedWaitMs ?? 0) > (first ?? .max), "half of the agents: what is so is more")
        let told = Self.told(cluster, "c2").compactMap { $0 }
        #expect(told.count >= 2, "said again after a minute: \(told)")
        #expect(zip(told, told.dropFirst()).allSatisfy { $0 >= $1 } && told.first == first)
        #expect(Self.view(&cluster, "c2")?.estimatedWaitMs == told.last)
    }

    @Test func whatWasToldIsHeldAgainstTheWait() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "c1")
        let told = Self.told(cluster, "c1").first.flatMap { $0 } ?? 0
        cluster.run(milliseconds: 10_000)
        _ = cluster.end("roma", "busy-anna")
        let order = WrapUpOrder(agent: AgentID(trusted: "anna"), contact: ContactID(trusted: "busy-anna"))
        _ = cluster.ask("roma", .wrapUp(order, RequestGuard()))
        cluster.run(milliseconds: 500)
        #expect(cluster.accept("roma", "anna")?.contact?.record.id.text == "c1")
        cluster.run(milliseconds: 500)
        let waited = 10_500 as Int64
        for site in ["roma", "milano", "napoli"] {
            let errors = cluster[site].replica.engine.estimateErrors(TopicID(trusted: "pec"))
            #expect(errors?.count == 1, "\(site)")
            #expect(abs((errors?.biasMs ?? 0) - (waited - told)) < 2_000, "\(errors!) beside \(waited - told)")
            #expect(errors.map { $0.meanMs == abs($0.biasMs) } == true)
        }
    }

    @Test func aHomeThatDoesNotKnowWhatWasToldSaysNothing() {
        var cluster = Self.cluster()
        _ = cluster.enqueue("roma", "c1")
        #expect(Self.told(cluster, "c1").compactMap { $0 }.count == 1)
        cluster.restart("roma")
        cluster.run(milliseconds: 90_000)
        #expect(Self.told(cluster, "c1").compactMap { $0 }.isEmpty, "after a restart: \(Self.told(cluster, "c1"))")
        #expect(!Self.told(cluster, "c1").isEmpty, "its position is told")
        _ = cluster.enqueue("roma", "c2")
        cluster.run(milliseconds: 500)
        #expect(Self.view(&cluster, "c1")?.estimatedWaitMs == nil)
    }
}
