// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// Two nodes at one site: either may die, or be asked to end, and the other goes on with every fact.
    @Suite struct TwoNodesTests {
        private static let site = 1
        private static let topics = [
            "pec": #"{"wrapUp":0,"offerTimeout":"5s","maxWaiting":10000}"#,
            "slow": #"{"wrapUp":0,"offerTimeout":"60s"}"#,
        ]

        /// The site's two nodes, the one that holds the home first.
        private struct Pair {
            var holder: NodeProcess
            var heir: NodeProcess

            mutating func swap() { (holder, heir) = (heir, holder) }
        }

        private func pair(_ cluster: CentralinoCluster) throws -> Pair {
            Pair(holder: cluster.nodes[Self.site], heir: try cluster.startHeir(of: Self.site))
        }

        @Test(.timeLimit(.minutes(5))) func killingTheHolderLosesNothing() throws {
            let cluster = try CentralinoCluster(topics: Self.topics)
            var pair = try pair(cluster)
            defer { pair.heir.kill() }
            try cluster.explaining {
                let history = try History(cluster.client(at: 0))
                defer { history.close() }
                let desks = try desks(cluster)
                let quiet = try Desk("quiet", cluster.client(at: Self.site), topics: ["slow": 1])
                defer { for desk in desks + [quiet] { desk.leave() } }
                let traffic = try Traffic(cluster, topic: "pec", prefix: "t", perSecond: 10, history: history)
                var gaps: [Duration] = []
                for round in 0..<6 {
                    gaps.append(try kill(&pair, cluster, history, quiet, round))
                }
                traffic.stop()
                print("two nodes: kill -9 to the next answer: \(Durations(gaps).text)")
                #expect(Durations(gaps).max <= .seconds(4))
                try settle(cluster)
                let ledger = try Ledger(cluster, history)
                print("two nodes: \(history.state.order.count) acknowledged, \(ledger.served) served")
                cluster.expectNone(history.violations + history.servedTwice() + ledger.violations, "two nodes")
            }
        }

        /// Kills the node that holds the home while an offer rings, and starts it again as the other's heir.
        ///
        /// - Returns: From the kill to the first answer of the site.
        private func kill(
            _ pair: inout Pair, _ cluster: CentralinoCluster, _ history: History, _ quiet: Desk, _ round: Int
        ) throws -> Duration {
            let client = try cluster.client(at: Self.site)
            let caller = try cluster.client(at: round.isMultiple(of: 2) ? Self.site : 0)
            defer {
                client.close()
                caller.close()
            }
            let slow = EnqueueRequest(id: "slow\(round)", topic: "slow")
            history.acknowledged(try caller.repeating("enqueue") { try $0.enqueue(slow) }, at: caller.site)
            let ringing = try quiet.wait(for: .offer) { $0.contact == slow.id }
            let before = try caller.contact(slow.id)
            let killedAt = pair.holder.kill()
            let gap = try answer(client, "p\(round)", history) - killedAt
            // The offer that rang is good, and the contact is the same.
            let offer = try #require(ringing.offer)
            let connected = try quiet.client.repeating("accept") { _ in try quiet.accept(offer) }
            #expect(connected.state == .connected && connected.id == slow.id, "round \(round)")
            #expect(try caller.contact(slow.id).claim == before.claim)
            let ended = try quiet.client.repeating("end") { try $0.end(slow.id) }
            #expect(ended.state == .ended)
            try pair.holder.launch()
            pair.swap()
            try cluster.waitForNodes(2, of: Self.site)
            return gap
        }

        @Test(.timeLimit(.minutes(5))) func aNodeThatIsAskedToEndPassesTheHomeOn() throws {
            let cluster = try CentralinoCluster(topics: Self.topics)
            var pair = try pair(cluster)
            defer { pair.heir.kill() }
            try cluster.explaining {
                let history = try History(cluster.client(at: 0))
                defer { history.close() }
                let desks = try desks(cluster)
                defer { for desk in desks { desk.leave() } }
                let traffic = try Traffic(cluster, topic: "pec", prefix: "t", perSecond: 10, history: history)
                let client = try cluster.client(at: Self.site)
                defer { client.close() }
                var gaps: [Duration] = []
                for round in 0..<10 {
                    gaps.append(try terminate(pair.holder, client, history, round))
                    try pair.holder.launch()
                    pair.swap()
                    try cluster.waitForNodes(2, of: Self.site)
                }
                traffic.stop()
                print("two nodes: SIGTERM, the longest wait for an answer: \(Durations(gaps).text)")
                #expect(Durations(gaps).percentile(50) <= .milliseconds(300), "\(Durations(gaps).text)")
                #expect(Durations(gaps).max <= .seconds(2), "\(Durations(gaps).text)")
                try settle(cluster)
                let ledger = try Ledger(cluster, history)
                cluster.expectNone(
                    history.violations + history.servedTwice() + ledger.violations, "passed on in good order")
            }
        }

        /// Asks a node to end while somebody calls all the time.
        ///
        /// - Returns: The longest that one of them waited for an answer.
        private func terminate(
            _ node: NodeProcess, _ client: SiteClient, _ history: History, _ round: Int
        ) throws -> Duration {
            let ended = DispatchGroup()
            DispatchQueue.global().async(group: ended) { #expect((try? node.terminate()) == 0, "round \(round)") }
            var longest = Duration.zero
            var number = 0
            while number < 10 || node.isRunning {
                number += 1
                let askedAt = ContinuousClock.now
                longest = max(longest, try answer(client, "p\(round)-\(number)", history) - askedAt)
            }
            ended.wait()
            return longest
        }

        @Test(.timeLimit(.minutes(3))) func bothMayFallAndComeBack() throws {
            let cluster = try CentralinoCluster(topics: Self.topics)
            let pair = try pair(cluster)
            defer { pair.heir.kill() }
            try cluster.explaining {
                let client = try cluster.client(at: Self.site)
                defer { client.close() }
                for number in 0..<20 { _ = try client.enqueue(EnqueueRequest(id: "c\(number)", topic: "pec")) }
                let before = try client.waiting("pec")
                pair.holder.kill()
                pair.heir.kill()
                for node in [pair.holder, pair.heir] { try node.launch() }
                try Eventually.equal("the line", before, within: .seconds(30)) { try client.waiting("pec") }
                #expect(before.count == 20)
                try cluster.waitForNodes(2, of: Self.site)
                let fresh = try client.repeating("enqueue") { try $0.enqueue(EnqueueRequest(id: "new", topic: "pec")) }
                #expect(!before.contains { $0.claim == fresh.claim })
                for place in before { #expect(try client.contact(place.id).claim == place.claim) }
            }
        }

        private func desks(_ cluster: CentralinoCluster) throws -> [Desk] {
            try CentralinoCluster.sites.indices.flatMap { site in
                try ["a", "b"].map { name in
                    try Desk("\(name)\(site)", cluster.client(at: site), topics: ["pec": 1], habit: .accepting)
                }
            }
        }

        /// Calls until somebody answers.
        private func answer(
            _ client: SiteClient, _ id: String, _ history: History
        ) throws -> ContinuousClock.Instant {
            let request = EnqueueRequest(id: id, topic: "pec", priority: 200)
            let contact = try client.repeating("enqueue") {
                try $0.ask(request, as: ContactDocument.self, timeout: .milliseconds(300))
            }
            history.acknowledged(contact, at: client.site)
            return .now
        }

        private func settle(_ cluster: CentralinoCluster) throws {
            let client = try cluster.client(at: 0)
            defer { client.close() }
            try Eventually.isTrue("everything served", within: .seconds(60)) {
                let figures = try client.stats("pec")
                guard figures.waiting + figures.offered + figures.connected == 0 else {
                    throw TestKitError("\(figures.waiting) wait, \(figures.offered) offered, \(figures.connected) talk")
                }
                return true
            }
        }
    }
}
