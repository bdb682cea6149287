// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// Whatever is sent to a request subject has its error, and changes nothing.
    @Suite struct HostileTests {
        /// Everything a hostile request could have changed.
        private struct Picture: Equatable {
            var sequence: Int
            var revision: Int
            var line: [WaitingContact]
            var contacts: [[ContactDocument]]
            var agents: [AgentDocument]
            var figures: [Int]
        }

        private func picture(_ clients: [SiteClient]) throws -> Picture {
            let stats = try clients[0].stats()
            let totals = stats.totals
            return Picture(
                sequence: stats.seq,
                revision: try clients[0].ask(ConfigGetRequest(), as: ConfigDocumentReply.self).revision,
                line: try clients[0].waiting("pec"),
                contacts: try clients.map { try $0.contacts(ContactStateWord.allCases) },
                agents: try clients[0].agents(),
                figures: [
                    totals.waiting, totals.offered, totals.connected, totals.arrived, totals.answered, totals.abandoned,
                    totals.agents, totals.agentsAvailable,
                ])
        }

        @Test(.timeLimit(.minutes(4))) func everyHostileRequestHasItsErrorAndChangesNothing() throws {
            let cluster = try CentralinoCluster(topics: ["pec": #"{"wrapUp":0}"#, "other": #"{"wrapUp":0}"#])
            try cluster.explaining {
                let clients = try CentralinoCluster.sites.indices.map { try cluster.client(at: $0) }
                defer { for client in clients { client.close() } }
                for client in clients {
                    _ = try client.enqueue(EnqueueRequest(id: "victim", topic: "pec", caller: "+39061"))
                }
                let desk = try Desk("agent0", cluster.client(at: 0), topics: ["other": 1])
                defer { desk.leave() }
                let before = try quietPicture(clients)
                let began = ContinuousClock.now
                let cases = HostileRequests.all
                var violations: [String] = []
                for (index, hostile) in cases.enumerated() {
                    violations += judge(hostile, clients[index % 3])
                }
                violations += try unknownSubjects(clients[1])
                print("hostile: \(cases.count) requests in \(ContinuousClock.now - began)")
                try noise(cluster, clients)
                cluster.expectNone(violations, "\(cases.count) cases")
                #expect(try picture(clients) == before)
                for node in cluster.nodes { #expect(node.isRunning, "\(node.log)") }
            }
        }

        /// The picture, once the log has stood still for a second.
        private func quietPicture(_ clients: [SiteClient]) throws -> Picture {
            var last = try picture(clients)
            var since = ContinuousClock.now
            try Eventually.isTrue("a quiet log") {
                let now = try picture(clients)
                if now != last {
                    last = now
                    since = .now
                }
                return ContinuousClock.now - since > .seconds(1)
            }
            return last
        }

        private func judge(_ hostile: HostileRequests.Case, _ client: SiteClient) -> [String] {
            let subject = client.subjects.request(client.site, hostile.operation)
            let name = "\(hostile.operation.rawValue) at \(client.site), \(hostile.name)"
            return judge(name, subject, hostile.bytes, client)
        }

        private func judge(_ name: String, _ subject: String, _ bytes: [UInt8], _ client: SiteClient) -> [String] {
            do {
                let answer = try client.connection.request(subject, bytes, timeout: .seconds(5))
                let (code, message) = (
                    answer.header(ErrorDocument.codeHeader), answer.header(ErrorDocument.messageHeader)
                )
                guard let code, let message, !message.isEmpty else {
                    return [
                        "\(name): no error headers: \(String(decoding: answer.bytes.prefix(300), as: UTF8.self))"
                    ]
                }
                let document = try JSONDecoder().decode(ErrorDocument.self, from: Data(answer.bytes))
                guard code == "400", document.error.code == .badRequest, !document.error.message.isEmpty else {
                    return ["\(name): \(code) \(document.error)"]
                }
                return []
            } catch {
                return ["\(name): \(error)"]
            }
        }

        private func unknownSubjects(_ client: SiteClient) throws -> [String] {
            let base = "centralino.main.req.\(client.site)"
            let subjects = [
                "\(base).contact.explode", "\(base).nothing.get", "\(base).contact", "\(base).contact.get.more",
                "\(base).CONTACT.GET", "\(base).contact.en\u{E8}", "\(base).\(String(repeating: "a", count: 400)).get",
            ]
            return subjects.flatMap { judge($0, $0, Array("{}".utf8), client) }
        }

        /// Noise on subjects that only nodes use, and requests that want no answer: nobody falls.
        private func noise(_ cluster: CentralinoCluster, _ clients: [SiteClient]) throws {
            var random = Random(seed: 1)
            let targets = cluster.nodes.flatMap { node in
                ["", ".ack.1", ".ack.x", ".absent.roma-1"].map { "centralino.main.node.\(node.name)\($0)" }
            }
            for subject in targets + ["centralino.main.committed"] {
                for length in [0, 1, 7, 8, 9, 64, 1_000, 100_000] {
                    let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                    try clients[0].connection.publish(subject, bytes)
                }
            }
            for operation in Operation.allCases {
                try clients[2].connection.publish(
                    clients[2].subjects.request("napoli", operation), Array("{".utf8))
            }
            for client in clients { try client.connection.flush(timeout: .seconds(5)) }
            for client in clients { _ = try client.repeating("stats") { try $0.stats() } }
        }
    }
}
