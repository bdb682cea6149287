// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Synchronization
import Testing

extension OnThreeSites {
    /// The owner is asked to end, as before an upgrade, in the middle of traffic.
    @Suite struct LeavingTests {
        private static let rounds = 12

        @Test(.timeLimit(.minutes(4))) func anOwnerThatIsAskedToEndHandsThePoolOver() throws {
            let cluster = try CentralinoCluster(topics: ["pec": #"{"wrapUp":0,"maxWaiting":10000}"#])
            try cluster.explaining {
                let history = try History(cluster.client(at: 0))
                defer { history.close() }
                let desks = try CentralinoCluster.sites.indices.flatMap { site in
                    try ["a", "b", "c"].map { name in
                        try Desk("\(name)\(site)", cluster.client(at: site), topics: ["pec": 1], habit: .accepting)
                    }
                }
                defer { for desk in desks { desk.leave() } }
                let traffic = try Traffic(cluster, topic: "pec", prefix: "t", perSecond: 30, history: history)
                let gaps = try (0..<Self.rounds).map { try end(cluster, history, $0) }
                traffic.stop()
                let figures = Durations(gaps)
                print("leaving: request to the next assignment: \(figures.text)")
                #expect(figures.percentile(50) <= .milliseconds(300), "\(figures.text)")
                #expect(figures.max <= .seconds(2), "\(figures.text)")
                // Also what a home was given in its last moment, and brings into the log when it is back.
                let clients = try CentralinoCluster.sites.indices.map { try cluster.client(at: $0) }
                defer { for client in clients { client.close() } }
                try Eventually.isTrue("everything served", within: .seconds(60)) {
                    try clients.allSatisfy { try $0.contacts([.waiting, .offered, .connected]).isEmpty }
                }
                let ledger = try Ledger(cluster, history)
                cluster.expectNone(history.violations + history.servedTwice() + ledger.violations, "in good order")
                // Who leaves in order says everything it has stored.
                #expect(history.missingVersions == 0)
            }
        }

        /// Asks the owner to end, and starts it again.
        ///
        /// - Returns: From the request to the first offer of a contact enqueued after it at another site.
        private func end(_ cluster: CentralinoCluster, _ history: History, _ round: Int) throws -> Duration {
            let owner = try cluster.owner()
            let node = cluster.nodes[owner]
            let other = try cluster.client(at: (owner + 1) % CentralinoCluster.sites.count)
            defer { other.close() }
            let code = Mutex<Int32?>(nil)
            let ended = DispatchGroup()
            let askedAt = ContinuousClock.now
            DispatchQueue.global().async(group: ended) {
                let exit = try? node.terminate()
                code.withLock { $0 = exit }
            }
            let request = EnqueueRequest(id: "p\(round)", topic: "pec", priority: 200)
            history.acknowledged(try other.repeating("enqueue") { try $0.enqueue(request) }, at: other.site)
            let gap = try history.waitForOffer(of: request.id, within: .seconds(15)) - askedAt
            ended.wait()
            #expect(code.withLock { $0 } == 0, "round \(round)")
            try node.start()
            return gap
        }
    }
}
