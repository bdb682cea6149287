// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// Without a quorum callers still get a claim number, and their place counts from when they came.
    @Suite struct ProvisionalTests {
        private struct Provisional {
            let claim: String?
            /// When it was enqueued, in milliseconds since 1970.
            let at: Int
        }

        /// With the owner at the caller's site, and with the owner behind a server that stands still.
        @Test(.timeLimit(.minutes(3)), arguments: [0, 1])
        func withoutQuorumThePlaceIsProvisional(_ owner: Int) throws {
            let cluster = try CentralinoCluster(topics: ["pec": #"{"wrapUp":0}"#])
            try cluster.explaining {
                try cluster.makeOwner(owner)
                let history = try History(cluster.client(at: 0, only: true))
                defer { history.close() }
                let roma = try cluster.client(at: 0, only: true)
                defer { roma.close() }
                let before = try roma.enqueue(EnqueueRequest(id: "before", topic: "pec"))
                #expect(before.provisional == nil && before.position == 1)
                let others = [cluster.nats.servers[1], cluster.nats.servers[2]]
                defer { for server in others { server.resume() } }
                for server in others { try server.suspend() }
                let claims = try enqueueWithoutQuorum(roma)
                // The cluster stands still for some time: that is the case, not a wait for something.
                Thread.sleep(forTimeInterval: 3)
                #expect(try roma.contact("late0").provisional == true)
                for server in others { server.resume() }
                try settle(cluster, history, roma, claims)
                cluster.expectNone(history.violations, "provisional")
            }
        }

        private func enqueueWithoutQuorum(_ roma: SiteClient) throws -> [String: Provisional] {
            var claims: [String: Provisional] = [:]
            for number in 0..<5 {
                let id = "late\(number)"
                let asked = ContinuousClock.now
                let at = Int(Date().timeIntervalSince1970 * 1_000)
                let contact = try roma.enqueue(EnqueueRequest(id: id, topic: "pec"))
                let took = ContinuousClock.now - asked
                #expect(contact.provisional == true && contact.state == .waiting, "\(contact)")
                #expect(took < .milliseconds(1_200), "\(id) was answered after \(took)")
                claims[id] = Provisional(claim: contact.claim, at: at)
                print("provisional: \(id) answered after \(Durations.milliseconds(took)) ms")
            }
            #expect(Set(claims.values.map(\.claim)).count == 5)
            // Repeating it answers the same.
            let again = try roma.enqueue(EnqueueRequest(id: "late0", topic: "pec"))
            #expect(again.claim == claims["late0"]?.claim && again.provisional == true)
            // One gives up meanwhile.
            #expect(try roma.cancel("late4").state == .ended)
            return claims
        }

        private func settle(
            _ cluster: CentralinoCluster, _ history: History, _ roma: SiteClient, _ claims: [String: Provisional]
        ) throws {
            let began = ContinuousClock.now
            for number in 0..<4 {
                let id = "late\(number)"
                // The site was cut off: it gives each a place among its own, and the log confirms it later.
                try Eventually.isTrue("\(id) in the log", within: .seconds(40)) {
                    try roma.contact(id).provisional == nil
                }
                // Who asks may hear of it before the event has come.
                try Eventually.isTrue("\(id) queued", within: .seconds(5)) {
                    history.state.contactEvents.contains { $0.document.id == id && $0.document.event == .queued }
                }
            }
            print("provisional: in the log \(Durations.milliseconds(ContinuousClock.now - began)) ms after the servers")
            let line = try Eventually.value("the line", within: .seconds(20)) { () -> [WaitingContact]? in
                let line = try roma.waiting("pec")
                return line.count == 5 ? line : nil
            }
            let arrivals = line.map { "\($0.id) arrived at \($0.arrivedAt)" }.joined(separator: ", ")
            #expect(line.map(\.id) == ["before", "late0", "late1", "late2", "late3"], "\(arrivals)")
            for place in line where place.id != "before" {
                #expect(place.claim == claims[place.id]?.claim)
                let contact = try roma.contact(place.id)
                #expect(contact.provisional == nil && contact.position == place.position, "\(contact)")
                // Waiting counts from arrival, which was seconds before the place was committed.
                let off = place.arrivedAt - (claims[place.id]?.at ?? 0)
                #expect(abs(off) < 1_000, "\(place.id) arrived \(off) ms after it was enqueued; \(arrivals)")
            }
            #expect(try roma.contact("late4").state == .ended)
            let figures = try Eventually.value("the figures") { () -> TopicStatsDocument? in
                let figures = try roma.stats("pec")
                return figures.arrived == 6 ? figures : nil
            }
            #expect(figures.arrived == figures.answered + figures.abandoned + figures.waiting, "\(figures)")
        }
    }
}
