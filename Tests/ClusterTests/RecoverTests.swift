// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// The log is lost while everything is down: nodes refuse, `centralino recover` begins it anew, and nobody who was
    /// given a place has lost it.
    @Suite struct RecoverTests {
        private static let topics = ["line": #"{"wrapUp":0,"offerTimeout":"20s"}"#]

        @Test(.timeLimit(.minutes(5))) func aLostLogIsBegunAnew() throws {
            let cluster = try CentralinoCluster(topics: Self.topics)
            try cluster.explaining {
                // Images are of now: what comes after is known to the homes alone.
                let first = try fill(cluster, "early", 10)
                for node in cluster.nodes { #expect(try node.terminate() == 0, "\(node.log)") }
                for node in cluster.nodes { try node.launch() }
                for node in cluster.nodes { try node.waitUntilServing() }
                let late = try fill(cluster, "late", 10)
                let claims = first.merging(late) { one, _ in one }
                let before = try line(cluster)
                #expect(before.count == 60)

                #expect(try recover(cluster, ["--yes"]).code == 78, "nodes are running")
                for node in cluster.nodes { node.kill() }
                try deleteTheLog(cluster)
                try expectRefusal(cluster)

                let keyDirectory = try TestDirectory()
                let otherKey = try CentralinoCluster.writeKey(in: keyDirectory)
                let wrong = try recover(cluster, ["--yes"], key: otherKey)
                #expect(wrong.code == 78 && wrong.output.contains("another master key"), "\(wrong.output)")
                let asked = try recover(cluster, [])
                #expect(asked.code == 64 && asked.output.contains("Lost at most"), "\(asked.output)")
                let done = try recover(cluster, ["--yes"])
                #expect(done.code == 0 && done.output.contains("Generation 2 begins"), "\(done.output)")
                let again = try recover(cluster, ["--yes"])
                #expect(again.code == 0 && again.output.contains("begun already"), "\(again.output)")

                for node in cluster.nodes { try node.launch() }
                for node in cluster.nodes { try node.waitUntilServing() }
                try Eventually.equal("the line", Set(before.map(\.id)), within: .seconds(40)) {
                    Set(try line(cluster).map(\.id))
                }
                let after = try line(cluster)
                expectOrder(after, asIn: before)
                try expectClaims(cluster, claims)
                try serve(cluster, after.map(\.id))
            }
        }

        private func fill(_ cluster: CentralinoCluster, _ name: String, _ count: Int) throws -> [String: String] {
            var claims: [String: String] = [:]
            for number in 0..<count {
                for site in CentralinoCluster.sites.indices {
                    let client = try cluster.client(at: site)
                    defer { client.close() }
                    let request = EnqueueRequest(
                        id: "\(name)\(site)-\(number)", topic: "line", priority: number * 37 % 5)
                    let contact = try client.repeating("enqueue") { try $0.enqueue(request) }
                    claims[contact.id] = contact.claim
                }
            }
            return claims
        }

        private func line(_ cluster: CentralinoCluster) throws -> [WaitingContact] {
            let client = try cluster.client(at: 0)
            defer { client.close() }
            return try client.waiting("line")
        }

        /// Who came clearly later comes later: a home knows arrivals to some milliseconds, the log was exact.
        private func expectOrder(_ after: [WaitingContact], asIn before: [WaitingContact]) {
            var places: [String: Int] = [:]
            for (place, contact) in after.enumerated() { places[contact.id] = place }
            for (index, contact) in before.enumerated() {
                for other in before[(index + 1)...]
                where contact.priority > other.priority || contact.arrivedAt + 50 < other.arrivedAt {
                    #expect(places[contact.id] ?? -1 < places[other.id] ?? -1, "\(contact.id) and \(other.id)")
                }
            }
        }

        private func deleteTheLog(_ cluster: CentralinoCluster) throws {
            let connection = try cluster.nats.connect()
            defer { connection.close() }
            let jetStream = JetStream(connection, timeout: .seconds(5))
            for stream in ["centralino-main", "centralino-main-snapshot"] {
                #expect(try jetStream.deleteStream(stream), "\(stream)")
            }
        }

        private func expectRefusal(_ cluster: CentralinoCluster) throws {
            for node in cluster.nodes { try node.launch() }
            for node in cluster.nodes {
                #expect(try node.waitForEnd(within: .seconds(60)) == 78, "\(node.log)")
                #expect(node.log.contains("centralino recover"), "\(node.log)")
                #expect(!node.log.contains(" serving"), "\(node.log)")
            }
        }

        private func recover(
            _ cluster: CentralinoCluster, _ flags: [String], key: String? = nil
        ) throws -> (code: Int32, output: String) {
            let directory = try TestDirectory()
            let path = try directory.write("output", "")
            guard let output = FileHandle(forWritingAtPath: path) else { throw TestKitError("no file \(path)") }
            let folders = cluster.nodes.flatMap { ["--data", $0.dataDirectory] }
            let arguments =
                ["recover", "--nats", cluster.nats.urls.joined(separator: ","), "--key", key ?? cluster.key]
                + ["--replicas", "3"] + folders + flags
            let process = try Launcher.shared.start(NodeProcess.binary, arguments, output: output)
            defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
            try Eventually.isTrue("the end of recover", within: .seconds(60)) { !process.isRunning }
            return (process.terminationStatus, try String(contentsOfFile: path, encoding: .utf8))
        }

        private func expectClaims(_ cluster: CentralinoCluster, _ claims: [String: String]) throws {
            var given = Set(claims.values)
            for site in CentralinoCluster.sites.indices {
                let client = try cluster.client(at: site)
                defer { client.close() }
                for (id, claim) in claims.sorted(by: { $0.key < $1.key }) where id.contains("\(site)-") {
                    #expect(try client.contact(id).claim == claim, "\(id)")
                }
                for number in 0..<20 {
                    let request = EnqueueRequest(id: "new\(site)-\(number)", topic: "line", priority: 0, waitedMs: 0)
                    let contact = try client.repeating("enqueue") { try $0.enqueue(request) }
                    let claim = try #require(contact.claim)
                    #expect(given.insert(claim).inserted, "claim \(claim) was given before")
                    _ = try client.cancel(contact.id)
                }
            }
        }

        /// One agent serves everybody, in the order of before.
        private func serve(_ cluster: CentralinoCluster, _ order: [String]) throws {
            let desk = try Desk("anna", cluster.client(at: 1), topics: ["line": 1])
            defer { desk.stop() }
            var served: [String] = []
            var offers: Set<String> = []
            while served.count < order.count {
                let event = try desk.waitForOffer(not: offers)
                let offer = try #require(event.offer)
                offers.insert(offer)
                let id = try #require(event.contact)
                try desk.accept(offer)
                served.append(id)
                _ = try desk.client.end(id)
            }
            #expect(served == order)
        }
    }
}
