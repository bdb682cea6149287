// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// Nodes hear each other's old words again, doubled and in any order: turns, not luck, refuse them.
    @Suite struct ReplayTests {
        @Test(.timeLimit(.minutes(4))) func oldWordsChangeNothing() throws {
            let seed = UInt64.random(in: 1...1_000_000)
            print("replay: seed \(seed)")
            let cluster = try CentralinoCluster(topics: ["pec": #"{"wrapUp":0,"offerTimeout":"5s","maxWaiting":10000}"#]
            )
            try cluster.explaining {
                let recorder = try FrameRecorder(
                    cluster.nats.connect(to: 2), subjects: ["centralino.main.node.>", "centralino.main.committed"])
                defer { recorder.close() }
                let desks = try CentralinoCluster.sites.indices.flatMap { site in
                    try ["a", "b"].map { name in
                        try Desk("\(name)\(site)", cluster.client(at: site), topics: ["pec": 1], habit: .accepting)
                    }
                }
                defer { for desk in desks { desk.leave() } }
                try recordAnEventfulRun(cluster)
                recorder.stop()
                let history = try History(cluster.client(at: 0))
                defer { history.close() }
                try replayDuringTraffic(cluster, recorder, history, seed)
                let ledger = try Ledger(cluster, history)
                print("replay: \(history.state.order.count) acknowledged, \(ledger.served) served")
                cluster.expectNone(
                    history.violations + history.gaps + history.servedTwice() + ledger.violations, "seed \(seed)")
                try expectNothingForeign(cluster, agents: desks.count)
            }
        }

        /// Traffic, an owner killed in it, another node restarted twice: the words hold takeovers, old turns, old
        /// homes.
        private func recordAnEventfulRun(_ cluster: CentralinoCluster) throws {
            let history = try History(cluster.client(at: 0))
            defer { history.close() }
            let traffic = try Traffic(cluster, topic: "pec", prefix: "old", perSecond: 15, history: history)
            let first = try cluster.owner()
            cluster.nodes[first].kill()
            let second = try cluster.owner(without: [first])
            try cluster.nodes[first].start()
            for _ in 0..<2 {
                cluster.nodes[(second + 1) % 3].kill()
                try cluster.nodes[(second + 1) % 3].start()
            }
            // A configuration that was in force for a while, and is not any more.
            let owner = try cluster.owner()
            let topics = ["pec": #"{"wrapUp":0,"offerTimeout":"5s","maxWaiting":10000}"#]
            try cluster.configure(topics.merging(["old": "{}"]) { first, _ in first }, through: (owner + 1) % 3)
            try cluster.configure(topics, through: (owner + 2) % 3)
            let count = history.state.order.count
            try Eventually.isTrue("more traffic") { history.state.order.count > count + 60 }
            traffic.stop()
            let client = try cluster.client(at: 1)
            defer { client.close() }
            try settle(client)
        }

        private func settle(_ client: SiteClient) throws {
            try Eventually.isTrue("everything served", within: .seconds(60)) {
                let figures = try client.stats("pec")
                guard figures.waiting + figures.offered + figures.connected == 0 else {
                    throw TestKitError("\(figures.waiting) wait, \(figures.offered) offered, \(figures.connected) talk")
                }
                return true
            }
        }

        private func replayDuringTraffic(
            _ cluster: CentralinoCluster, _ recorder: FrameRecorder, _ history: History, _ seed: UInt64
        ) throws {
            let client = try cluster.client(at: 1)
            defer { client.close() }
            let epoch = try client.stats().owner.epoch
            let configuration = try client.ask(ConfigGetRequest(), as: ConfigDocumentReply.self)
            let traffic = try Traffic(cluster, topic: "pec", prefix: "new", perSecond: 15, history: history)
            var random = Random(seed: seed)
            let began = ContinuousClock.now
            let count = try recorder.replay(times: 3, &random)
            print("replay: \(count) old frames in \(ContinuousClock.now - began)")
            let acknowledged = history.state.order.count
            try Eventually.isTrue("traffic goes on") { history.state.order.count > acknowledged + 60 }
            traffic.stop()
            try settle(client)
            #expect(try client.stats().owner.epoch == epoch, "seed \(seed): the owner was changed by old words")
            let after = try client.ask(ConfigGetRequest(), as: ConfigDocumentReply.self)
            #expect(after == configuration, "seed \(seed): the configuration was changed by old words")
        }

        private func expectNothingForeign(_ cluster: CentralinoCluster, agents: Int) throws {
            for site in CentralinoCluster.sites.indices {
                let client = try cluster.client(at: site)
                defer { client.close() }
                let open = try client.contacts([.scheduled, .waiting, .offered, .connected])
                #expect(open.isEmpty, "\(client.site) still has \(open.map(\.id))")
                let listed = try client.agents()
                #expect(listed.count == agents && listed.allSatisfy { $0.activity == .idle && $0.contacts.isEmpty })
                for node in cluster.nodes {
                    #expect(!node.log.contains("foreign message"), "\(node.name)")
                    #expect(node.isRunning, "\(node.name) ended")
                }
            }
        }
    }
}
