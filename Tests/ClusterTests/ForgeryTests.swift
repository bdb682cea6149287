// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import NATSClient
import Testing

extension OnThreeSites {
    /// Who may publish to the log's subject and does not have the pool's key writes nothing that counts.
    @Suite struct ForgeryTests {
        @Test(.timeLimit(.minutes(3))) func everyNodeSkipsWhatNoOwnerOfThePoolHasWritten() throws {
            let seed = UInt64.random(in: 1...1_000_000)
            let cluster = try CentralinoCluster(topics: ["pec": #"{"wrapUp":0}"#])
            try cluster.explaining {
                let desk = try Desk("anna", cluster.client(at: 1), topics: ["pec": 1], habit: .accepting)
                defer { desk.leave() }
                let roma = try cluster.client(at: 0)
                defer { roma.close() }
                let jetStream = JetStream(roma.connection, timeout: .seconds(5))
                let forged = try forged(cluster, jetStream, seed)
                for (number, bytes) in forged.enumerated() {
                    let outcome = jetStream.append("centralino.main.log", bytes, headers: [])
                    guard case .committed = outcome else { throw TestKitError("not in the log: \(outcome)") }
                    let contact = try roma.repeating("enqueue") {
                        try $0.enqueue(EnqueueRequest(id: "c\(number)", topic: "pec"))
                    }
                    // It may cost the owner its epoch, and the caller a second.
                    try Eventually.isTrue("c\(number) is served, seed \(seed)", within: .seconds(5)) {
                        desk.conversations.contains { $0.contact == contact.id }
                    }
                }
                for node in cluster.nodes {
                    try Eventually.equal("foreign messages seen by \(node.name), seed \(seed)", forged.count) {
                        node.log.split(separator: "\n").count { $0.contains("foreign message in the log skipped") }
                    }
                    #expect(node.isRunning, "\(node.name) ended")
                }
                #expect(try roma.agents().map(\.agent) == ["anna"], "nobody is here from another pool")
                // Who starts anew reads all of it.
                cluster.nodes[2].kill()
                try cluster.nodes[2].start()
                try Eventually.equal("the agents at napoli", ["anna"]) {
                    let napoli = try cluster.client(at: 2)
                    defer { napoli.close() }
                    return try napoli.agents().map(\.agent)
                }
            }
        }

        /// Chance, nothing, whole batches under another key, this pool's own with a byte changed, and those as they
        /// were.
        private func forged(_ cluster: CentralinoCluster, _ jetStream: JetStream, _ seed: UInt64) throws -> [[UInt8]] {
            var random = Random(seed: seed)
            var all = [[], (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }]
            all += try ofAnotherPool(cluster, jetStream).suffix(6)
            let own = try batches(of: "main", jetStream)
            for batch in own.suffix(3) {
                var changed = batch
                changed[Int.random(in: 0..<changed.count, using: &random)] ^= 1
                all += [changed, batch]
            }
            return all
        }

        private func batches(of pool: String, _ jetStream: JetStream) throws -> [[UInt8]] {
            var all: [[UInt8]] = []
            try jetStream.read(stream: "centralino-\(pool)", from: 1, idleLimit: .seconds(5)) { message in
                all.append(message.bytes)
                return true
            }
            return all
        }

        /// A pool of one node with a key of its own, and an agent in it.
        private func ofAnotherPool(_ cluster: CentralinoCluster, _ jetStream: JetStream) throws -> [[UInt8]] {
            let directory = try TestDirectory()
            let other = try NodeProcess(
                site: "roma", servers: cluster.nats.urls, key: try CentralinoCluster.writeKey(in: directory),
                pool: "other")
            try other.start()
            let client = SiteClient(
                site: "roma", connection: try cluster.nats.connect(), subjects: Subjects(pool: "other"))
            defer { client.close() }
            let login = LoginRequest(agent: "mallory", topics: ["pec": 1])
            _ = try client.repeating("login") { try $0.ask(login, as: AgentDocument.self) }
            #expect(try other.terminate() == 0)
            let all = try batches(of: "other", jetStream)
            #expect(all.count >= 4, "an epoch, a home, numbers and an agent")
            return all
        }
    }
}
