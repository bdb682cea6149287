// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// A site's node is at the site's server whenever that answers.
    @Suite struct ServerLinkTests {
        private static let site = 0
        /// The names of its connections that go home.
        private static let links = ["roma-1", "roma-1 log"]

        /// Somebody of the first site who is at the last one's server.
        private func client(_ cluster: CentralinoCluster) throws -> SiteClient {
            let last = cluster.nats.servers.count - 1
            return SiteClient(
                site: CentralinoCluster.sites[Self.site], connection: try cluster.nats.connect(to: last),
                subjects: cluster.subjects)
        }

        private func enqueue(_ client: SiteClient, _ id: String, timeout: Duration) throws {
            let request = EnqueueRequest(id: id, topic: "pec")
            let contact = try client.ask(request, as: ContactDocument.self, timeout: timeout)
            #expect(contact.id == id)
        }

        @Test(.timeLimit(.minutes(3))) func aNodeGoesBackToItsOwnServer() throws {
            // Who may be away for half a minute is asked some thousand times.
            let cluster = try CentralinoCluster(topics: ["pec": #"{"maxWaiting":100000}"#])
            try cluster.explaining {
                let client = try client(cluster)
                defer { client.close() }
                let (own, next) = (cluster.nats.servers[Self.site], cluster.nats.servers[Self.site + 1])
                own.kill()
                try client.repeating("enqueue") { try enqueue($0, "c0", timeout: .seconds(1)) }
                try own.start()
                // No request is lost on the way. An owner may have left for half a minute what it got no answer by.
                var count = 0
                try Eventually.isTrue("back", within: .seconds(60)) {
                    count += 1
                    try enqueue(client, "back\(count)", timeout: .seconds(1))
                    let log = cluster.nodes[Self.site].log
                    return Self.links.allSatisfy { log.server(of: $0) == own.url }
                }
                // Where it was meanwhile is nothing to this site any more.
                try next.suspend()
                defer { next.resume() }
                for number in 1...20 { try enqueue(client, "c\(number)", timeout: .seconds(1)) }
            }
        }

        @Test(.timeLimit(.minutes(2))) func aNodeLeavesAServerThatStandsStill() throws {
            let cluster = try CentralinoCluster(topics: ["pec": "{}"])
            try cluster.explaining {
                let client = try client(cluster)
                defer { client.close() }
                let own = cluster.nats.servers[Self.site]
                try enqueue(client, "c0", timeout: .seconds(1))
                let began = ContinuousClock.now
                try own.suspend()
                defer { own.resume() }
                try client.repeating("enqueue") { try enqueue($0, "c1", timeout: .milliseconds(200)) }
                let gap = ContinuousClock.now - began
                print("own server stopped to the next answer: \(Durations.milliseconds(gap)) ms")
                #expect(gap < .seconds(5))
            }
        }
    }
}

extension String {
    /// The server that a connection moved to last, as a log tells: back to its own, or there because it left others.
    fileprivate func server(of link: String) -> String? {
        let moves = split(separator: "\n").compactMap { line -> Substring? in
            line.range(of: "nats.connection=\(link) nats.server=").map { line[$0.upperBound...] }
        }
        return moves.last?.split(separator: " ").first.map(String.init)
    }
}
