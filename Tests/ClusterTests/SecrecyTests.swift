// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// What is personal is read by the desk that serves it, and nowhere else; without its day's key by nobody.
    @Suite struct SecrecyTests {
        /// What must be nowhere: a number, where its media is, who it is, and what the client said of it.
        private static let secrets = [
            "+390677213985", "sip:zephyrine@example.org", "kunde-4711-quux", "Xylophonkonzert",
        ]
        /// What is personal in none of it, and so shows that the search finds what is there.
        private static let id = "findable-contact-id"

        private func request(_ id: String, topic: String = "pec") throws -> EnqueueRequest {
            EnqueueRequest(
                id: id, topic: topic, caller: Self.secrets[0], callerAddress: Self.secrets[1],
                attributes: try JSONObject(#"{"note":"\#(Self.secrets[3])"}"#), customer: Self.secrets[2])
        }

        @Test(.timeLimit(.minutes(3))) func aCallerIsInClearOnNoDiskAndInNoWordBetweenNodes() throws {
            let cluster = try CentralinoCluster(topics: ["pec": #"{"wrapUp":0}"#])
            let heir = try cluster.startHeir(of: 0)
            defer { heir.kill() }
            try cluster.explaining {
                let recorder = try FrameRecorder(
                    cluster.nats.connect(to: 2),
                    subjects: ["centralino.main.node.>", "centralino.main.committed", "centralino.main.log"])
                let roma = try cluster.client(at: 0)
                defer { roma.close() }
                let desk = try Desk("anna", cluster.client(at: 1), topics: ["pec": 1])
                defer { desk.stop() }
                // One who is served, and one who waits.
                for id in ["\(Self.id)-1", "\(Self.id)-2"] {
                    _ = try roma.repeating("enqueue") { try $0.enqueue(request(id)) }
                }
                let offer = try desk.waitForOffer()
                #expect(offer.caller != Self.secrets[0] && offer.caller?.hasSuffix("85") == true)
                try desk.accept(try #require(offer.offer))
                let connected = try desk.wait(for: .connected) { $0.offer == offer.offer }
                #expect(connected.caller == Self.secrets[0] && connected.callerAddress == Self.secrets[1])
                recorder.close()
                expectSecret("words between nodes", recorder.frames.map { Data($0.bytes) })

                // Who ends in good order keeps an image of the log's state; `recover` makes a snapshot of it.
                for node in cluster.nodes + [heir] { #expect(try node.terminate() == 0, "\(node.log)") }
                try recover(cluster, [heir])
                let jetStream = JetStream(roma.connection, timeout: .seconds(5))
                try expectSecret("snapshots", messages(of: "centralino-main-snapshot", jetStream))
                for node in cluster.nodes + [heir] {
                    try expectSecret(
                        "the disk of \(node.name)", files(in: node.directory.path), finds: node.site == "roma")
                }
                for server in cluster.nats.servers {
                    try expectSecret("the disk of \(server.options.name)", files(in: server.directory.path))
                }
            }
        }

        /// The log itself, before anything is trimmed from it.
        @Test(.timeLimit(.minutes(3))) func theLogHoldsCiphertextOnlyAndADayWithoutItsKeyIsErased() throws {
            let cluster = try CentralinoCluster(topics: ["pec": #"{"wrapUp":0,"offerTimeout":"60s"}"#])
            try cluster.explaining {
                let roma = try cluster.client(at: 0)
                defer { roma.close() }
                let jetStream = JetStream(roma.connection, timeout: .seconds(5))
                for number in 0..<40 {
                    _ = try roma.repeating("enqueue") { try $0.enqueue(request("\(Self.id)-\(number)")) }
                }
                try expectSecret("the log", messages(of: "centralino-main", jetStream))
                let desk = try Desk("anna", cluster.client(at: 1), topics: ["pec": 1])
                defer { desk.stop() }
                var offers: Set<String> = []
                #expect(try caller(of: desk, &offers) == Self.secrets[0])

                let bucket = try jetStream.keyValue(bucket: "centralino-main-keys")
                for key in try bucket.entries().map(\.key) where key.hasPrefix("roma.") { try bucket.purge(key) }
                // The desk's node hears of it in a moment.
                var served = 1
                while try caller(of: desk, &offers) != nil {
                    served += 1
                    try #require(served < 20, "the key is used for ever")
                }
                #expect(try caller(of: desk, &offers) == nil)
                for site in [1, 0] {
                    cluster.nodes[site].kill()
                    try cluster.nodes[site].start()
                    #expect(try caller(of: desk, &offers) == nil, "after a restart of \(cluster.nodes[site].name)")
                }
                // The other sites' days are as they were.
                let napoli = try cluster.client(at: 2)
                defer { napoli.close() }
                _ = try napoli.enqueue(EnqueueRequest(id: "first", topic: "pec", priority: 255, caller: "+39061"))
                #expect(try caller(of: desk, &offers) == nil, "it rang already")
                #expect(try caller(of: desk, &offers) == "+39061")
            }
        }

        /// Serves the next contact of a desk.
        ///
        /// - Returns: The caller, as the desk is told when connected.
        private func caller(of desk: Desk, _ offers: inout Set<String>) throws -> String? {
            let event = try desk.waitForOffer(not: offers)
            let offer = try #require(event.offer)
            offers.insert(offer)
            _ = try desk.client.repeating("accept") {
                try $0.ask(OfferAcceptRequest(offer: offer, agent: desk.agent), as: ContactDocument.self)
            }
            let connected = try desk.wait(for: .connected) { $0.offer == offer }
            let contact = try #require(event.contact)
            _ = try desk.client.repeating("end") { try $0.end(contact) }
            return connected.caller
        }

        private func messages(of stream: String, _ jetStream: JetStream) throws -> [Data] {
            var all: [Data] = []
            try jetStream.read(stream: stream, from: 1, idleLimit: .seconds(5)) { message in
                all.append(Data(message.bytes))
                return true
            }
            return all
        }

        private func files(in directory: String) throws -> [Data] {
            try FileManager.default.subpathsOfDirectory(atPath: directory).compactMap { name in
                FileManager.default.contents(atPath: "\(directory)/\(name)")
            }
        }

        private func expectSecret(_ place: String, _ content: [Data], finds: Bool = true) {
            for secret in Self.secrets {
                #expect(!content.contains { $0.range(of: Data(secret.utf8)) != nil }, "\(secret) is in \(place)")
            }
            let isFound = content.contains { $0.range(of: Data(Self.id.utf8)) != nil }
            #expect(isFound || !finds, "\(place): \(content.count) pieces, and nothing of the contact in them")
        }

        private func recover(_ cluster: CentralinoCluster, _ heirs: [NodeProcess]) throws {
            let directory = try TestDirectory()
            let path = try directory.write("output", "")
            guard let output = FileHandle(forWritingAtPath: path) else { throw TestKitError("no file \(path)") }
            let folders = (cluster.nodes + heirs).flatMap { ["--data", $0.dataDirectory] }
            let process = try Launcher.shared.start(
                NodeProcess.binary,
                ["recover", "--nats", cluster.nats.urls.joined(separator: ","), "--key", cluster.key, "--yes"]
                    + ["--replicas", "3"] + folders, output: output)
            defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
            try Eventually.isTrue("the end of recover", within: .seconds(60)) { !process.isRunning }
            let said = try String(contentsOfFile: path, encoding: .utf8)
            #expect(process.terminationStatus == 0, "\(said)")
        }
    }
}
