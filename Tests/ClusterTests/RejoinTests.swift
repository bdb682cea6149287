// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// A home's store is lost: the node says so and stops, and comes back from the log on the operator's word alone.
    @Suite struct RejoinTests {
        @Test(.timeLimit(.minutes(3))) func aLostStoreNeedsAWord() throws {
            let cluster = try CentralinoCluster(topics: [
                "pec": #"{"wrapUp":0,"offerTimeout":"60s"}"#, "firma": #"{"wrapUp":0,"offerTimeout":"60s"}"#,
                "line": #"{"wrapUp":0}"#,
            ])
            try cluster.explaining {
                let roma = try cluster.client(at: 0)
                defer { roma.close() }
                var claims = try fillTheLine(cluster)
                let talker = try Desk("talker", cluster.client(at: 1), topics: ["pec": 1])
                let ringer = try Desk("ringer", cluster.client(at: 2), topics: ["firma": 1])
                let local = try Desk("local", cluster.client(at: 0), topics: ["nothing": 1])
                defer { for desk in [talker, ringer, local] { desk.stop() } }
                _ = try local.client.state("local", .onBreak, reason: "lunch")
                let talking = try begin(roma, talker, "talking", "pec")
                try talker.accept(try #require(talker.waitForOffer().offer))
                let ringing = try begin(roma, ringer, "ringing", "firma")
                let offer = try #require(ringer.waitForOffer().offer)
                try Eventually.equal("the log has both", [0, 1, 1, 0]) {
                    let (pec, firma) = (try roma.stats("pec"), try roma.stats("firma"))
                    return [pec.offered, pec.connected, firma.offered, firma.connected]
                }
                for contact in [talking, ringing] { claims[contact.id] = contact.claim }
                let line = try roma.waiting("line")

                try loseTheStore(cluster)
                let log = cluster.nodes[0].log
                for contact in [talking, ringing] {
                    let line = log.split(separator: "\n").first { $0.contains("not known") && $0.contains(contact.id) }
                    #expect(line?.contains(contact.claim ?? "?") == true, "\(contact.id) is not listed:\n\(log)")
                }
                #expect(try roma.waiting("line") == line)
                try ringer.wait(for: .revoked) { $0.offer == offer }
                try expectClaims(roma, claims)
                try goOn(cluster, roma, talker, ringer, Set(claims.values))
            }
        }

        private func fillTheLine(_ cluster: CentralinoCluster) throws -> [String: String] {
            var claims: [String: String] = [:]
            for site in CentralinoCluster.sites.indices {
                let client = try cluster.client(at: site)
                defer { client.close() }
                for number in 0..<20 {
                    let request = EnqueueRequest(id: "c\(site)-\(number)", topic: "line", priority: number * 37 % 256)
                    let contact = try client.repeating("enqueue") { try $0.enqueue(request) }
                    if site == 0 { claims[contact.id] = contact.claim }
                }
            }
            return claims
        }

        private func begin(_ roma: SiteClient, _ desk: Desk, _ id: String, _ topic: String) throws -> ContactDocument {
            let contact = try roma.enqueue(EnqueueRequest(id: id, topic: topic))
            try Eventually.isTrue("an offer of \(id)") { desk.events.contains { $0.document.contact == id } }
            return contact
        }

        /// Removes the directory of roma's node while it is down.
        private func loseTheStore(_ cluster: CentralinoCluster) throws {
            let node = cluster.nodes[0]
            node.kill()
            try FileManager.default.removeItem(atPath: node.dataDirectory)
            try node.launch()
            #expect(try node.waitForEnd(within: .seconds(40)) == 78, "\(node.log)")
            #expect(node.log.contains("--rejoin"), "\(node.log)")
            #expect(!node.log.contains(" serving"), "\(node.log)")
            try node.start(["--rejoin"])
        }

        private func expectClaims(_ roma: SiteClient, _ claims: [String: String]) throws {
            for (id, claim) in claims.sorted(by: { $0.key < $1.key }) {
                let byID = try roma.contact(id)
                #expect(byID.claim == claim)
                let byClaim = try roma.ask(ContactGetRequest(claim: claim), as: ContactDocument.self)
                #expect(byClaim.id == id)
            }
            let local = try roma.agent("local")
            #expect(local.intent == .onBreak && local.reason == "lunch")
        }

        /// The site works on: the lost offer is made again, the conversation can be ended, numbers are new.
        private func goOn(
            _ cluster: CentralinoCluster, _ roma: SiteClient, _ talker: Desk, _ ringer: Desk, _ old: Set<String>
        ) throws {
            let first = try #require(ringer.events.first { $0.document.event == .offer }?.document.offer)
            let again = try ringer.waitForOffer(not: [first])
            #expect(again.contact == "ringing")
            #expect(try ringer.accept(try #require(again.offer)).state == .connected)
            _ = try ringer.client.end("ringing")
            #expect(try roma.contact("talking").state == .connected)
            _ = try talker.client.end("talking")
            for id in ["ringing", "talking"] {
                try Eventually.isTrue("the end of \(id)") {
                    let contact = try roma.contact(id)
                    return contact.state == .ended && contact.outcome == .handled
                }
            }
            var claims: Set<String> = old
            for number in 0..<200 {
                let request = EnqueueRequest(id: "new\(number)", topic: "line")
                let contact = try roma.repeating("enqueue") { try $0.enqueue(request) }
                let claim = try #require(contact.claim)
                #expect(claims.insert(claim).inserted, "claim \(claim) was given before")
            }
            // From now on it is an ordinary node, though somebody left the word among its flags.
            for flags in [["--rejoin"], []] {
                #expect(try cluster.nodes[0].terminate() == 0, "\(cluster.nodes[0].log)")
                try cluster.nodes[0].start(flags)
                #expect(cluster.nodes[0].log.contains("of no effect") == !flags.isEmpty, "\(cluster.nodes[0].log)")
                #expect(try roma.waiting("line").count == 260)
                // What the log does not remember of it, the store does.
                let contact = try roma.contact("ringing")
                #expect(contact.state == .ended && contact.outcome == .handled)
            }
        }
    }
}
