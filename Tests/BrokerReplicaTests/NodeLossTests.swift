// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import Testing

@testable import BrokerReplica

/// A node is gone: how long until the others go on, and when they do not go on at all.
@Suite struct NodeLossTests {
    private static let anna = AgentID(trusted: "anna")

    /// Runs until something holds; for how long that was, nil when it took longer than that.
    private func milliseconds(
        _ cluster: inout MiniCluster, within limitMs: Int64, _ holds: (MiniCluster) -> Bool
    ) -> Int64? {
        let begun = cluster.nanoseconds
        while cluster.nanoseconds - begun <= limitMs * Timing.millisecond {
            if holds(cluster) { return (cluster.nanoseconds - begun) / Timing.millisecond }
            cluster.run(milliseconds: cluster.stepMs)
        }
        return nil
    }

    @Test func anHeirThatIsKilledIsWaitedForNoLongerThanItTakesToKnow() {
        guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
        // Whenever it happens between two signs of life.
        for phase in 0..<6 {
            cluster.run(milliseconds: Int64(1_000 + phase * 45))
            cluster.kill(second)
            let token = cluster.post(first, .enqueue(MiniCluster.order("c\(phase)")))
            let answered = milliseconds(&cluster, within: 500) { $0[first].replies[token]?.contact != nil }
            #expect(answered != nil, "phase \(phase)")
            #expect(cluster.state(first, by: owner)?.heirs == [])
            cluster.restart(second)
            let isBack = milliseconds(&cluster, within: 3_000) {
                $0.state(first, by: owner)?.heirs == [MiniCluster.node(second)]
            }
            #expect(isBack != nil)
        }
    }

    @Test func anHeirTakesOverSoonAfterADeathAndSomeTwoSecondsAfterSilence() {
        for phase in 0..<6 {
            for isDeath in [true, false] {
                guard case (var cluster, let first, let second, _, _)? = MiniCluster.withHeir() else { return }
                cluster.run(milliseconds: Int64(1_000 + phase * 45))
                if isDeath { cluster.kill(first) } else { cluster.pause(first, true) }
                let taken = milliseconds(&cluster, within: 4_000) { $0[second].isServing }
                let isSoon = taken.map { $0 <= (isDeath ? 1_000 : 2_200) } == true
                #expect(isSoon, "phase \(phase), death \(isDeath): \(taken ?? -1) ms")
            }
        }
    }

    @Test func anotherNodeOwnsThePoolSoonAfterTheOwnersDeath() {
        for phase in 0..<6 {
            var cluster = MiniCluster.ready()
            guard let (owner, _) = cluster.roles else { return }
            cluster.run(milliseconds: Int64(1_000 + phase * 35))
            cluster.kill(owner)
            let taken = milliseconds(&cluster, within: 2_000) { !$0.owners.isEmpty }
            #expect(taken.map { $0 <= 350 } == true, "phase \(phase): \(taken ?? -1) ms")
        }
    }

    @Test func aSiteWhoseOnlyNodeDiesIsSkippedAtOnce() {
        for phase in 0..<6 {
            var cluster = MiniCluster.ready()
            guard let (owner, others) = cluster.roles else { return }
            cluster.run(milliseconds: Int64(1_000 + phase * 35))
            cluster.kill(others[0])
            let skipped = milliseconds(&cluster, within: 2_000) {
                $0.state(others[0], by: owner)?.isDetached == true
            }
            #expect(skipped.map { $0 <= 500 } == true, "phase \(phase): \(skipped ?? -1) ms")
        }
    }

    @Test func aHolderThatIsCutOffAndHasLostItsHeirConfirmsNothing() {
        for isDeath in [true, false] {
            guard case (var cluster, let first, let second, let owner, _)? = MiniCluster.withHeir() else { return }
            _ = cluster.enqueue(first, "c0")
            cluster.cutOff = [first]
            if isDeath { cluster.kill(second) } else { cluster.pause(second, true) }
            let told = cluster[first].contactNews.count
            let token = cluster.post(first, .enqueue(MiniCluster.order("c1")))
            cluster.run(milliseconds: 15_000)
            #expect(cluster[first].replica.isIsland)
            #expect(cluster[first].replies[token] == nil, "only the log may let the heir go")
            #expect(cluster[first].contactNews.count == told)
            if isDeath {
                // It waits for the log itself.
                cluster.restart(second)
                cluster.run(milliseconds: 2_000)
                #expect(cluster[first].replies[token] == nil)
                cluster.cutOff = []
                cluster.run(milliseconds: 3_000)
            } else {
                cluster.pause(second, false)
                cluster.run(milliseconds: 500)
            }
            #expect(cluster[first].replies[token]?.contact?.record.id.text == "c1", "death \(isDeath)")
            cluster.cutOff = []
            cluster.run(milliseconds: 12_000)
            #expect(cluster.state(first, by: owner)?.heirs == [MiniCluster.node(second)])
            #expect(cluster[owner].replica.engine.contactCount == 2)
        }
    }

    @Test func aRepeatedRequestIsDoneOnceWhenAnHeirHasTakenOver() {
        guard case (var cluster, let first, let second, _, let other)? = MiniCluster.withHeir() else { return }
        let contact = ContactID(trusted: "c1")
        _ = cluster.enqueue(other, "c1")
        _ = cluster.login(first, "anna")
        cluster.run(milliseconds: 100)
        #expect(cluster.accept(first, "anna")?.isConnected == true)
        let back = HomeRequest.requeue(
            contact, RequeueOrder(), RequestGuard(requestID: "r1"))
        #expect(cluster.ask(first, back)?.refusal == nil)
        cluster.kill(first)
        cluster.run(milliseconds: 3_000)
        #expect(cluster[second].isServing)
        cluster.post(second, .heartbeat([Self.anna]))
        cluster.run(milliseconds: 1_000)
        #expect(cluster.accept(second, "anna")?.isConnected == true)
        #expect(cluster.ask(second, back)?.refusal == nil)
        cluster.run(milliseconds: 300)
        #expect(cluster.contact(other, "c1")?.state == "connected")
        #expect(cluster.agent(second, "anna")?.activity == .busy)
    }
}
