// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// Contacts come to agents in the order the line shows, which is priority, arrival, sequence.
    @Suite struct OrderTests {
        @Test(.timeLimit(.minutes(4))) func contactsAreServedInTheOrderOfTheLine() throws {
            let seed = UInt64.random(in: 1...1_000_000)
            print("order: seed \(seed)")
            let cluster = try CentralinoCluster(topics: [
                "pec": #"{"wrapUp":0,"offerTimeout":"30s","maxWaiting":10000}"#,
                "short": #"{"wrapUp":0,"offerTimeout":"1s","noAnswer":{"max":1,"returnAfter":"1s"}}"#,
            ])
            try cluster.explaining {
                let history = try History(cluster.client(at: 2))
                defer { history.close() }
                try serveAll(cluster, history, seed)
                try disturb(cluster, history, seed)
                cluster.expectNone(history.violations + history.gaps + history.servedTwice(), "seed \(seed)")
                try compareCounts(cluster, history)
            }
        }

        /// Phase one: 360 contacts through all sites at once, then one agent serves them one by one.
        private func serveAll(_ cluster: CentralinoCluster, _ history: History, _ seed: UInt64) throws {
            let began = ContinuousClock.now
            enqueueEverywhere(cluster, topic: "pec", perSite: 120, history, seed)
            #expect(history.state.order.count == 360, "seed \(seed)")
            let asker = try cluster.client(at: 0)
            defer { asker.close() }
            let line = try settledLine(asker, "pec", 360)
            #expect(line.map(\.position) == Array(1...360))
            #expect(isInOrder(line), "seed \(seed): the line is not in order of priority and arrival")
            cluster.expectNone(overtakers(line, history), "seed \(seed)")
            // Every site sees the same line.
            for site in [1, 2] {
                let other = try cluster.client(at: site)
                defer { other.close() }
                try Eventually.equal("the line at \(other.site)", line.map(\.id)) { try other.waiting("pec").map(\.id) }
            }
            let desk = try Desk("anna", cluster.client(at: 1), topics: ["pec": 1], habit: .accepting)
            defer { desk.leave() }
            try Eventually.equal("all served", 360, within: .seconds(90)) { desk.conversations.count }
            #expect(desk.conversations.map(\.contact) == line.map(\.id), "seed \(seed): served in another order")
            print("order: 360 contacts enqueued and served one by one in \(ContinuousClock.now - began)")
        }

        /// Phase two: cancels, rejects, fails, silences and requeues; the rest keep their places.
        private func disturb(_ cluster: CentralinoCluster, _ history: History, _ seed: UInt64) throws {
            enqueueEverywhere(cluster, topic: "short", perSite: 8, history, seed &+ 1, prefix: "s")
            let clients = try CentralinoCluster.sites.indices.map { try cluster.client(at: $0) }
            defer { for client in clients { client.close() } }
            let line = try settledLine(clients[0], "short", 24)
            var expected = line.map(\.id)
            for victim in [line[3], line[11]] {
                let client = try #require(clients.first { $0.site == victim.site })
                let ended = try client.cancel(victim.id)
                #expect(ended.state == .ended && ended.outcome == .abandoned)
                expected.removeAll { $0 == victim.id }
            }
            try Eventually.equal("the line without those cancelled", expected) {
                try clients[1].waiting("short").map(\.id)
            }
            let desk = try Desk("bruno", cluster.client(at: 2), topics: ["short": 1])
            defer { desk.leave() }
            try giveBack(desk, clients, expected, seed)
            try requeueOne(desk, clients, expected, seed)
        }

        /// Four offers of the first in line, none accepted: each time it is first again, and the others stay.
        private func giveBack(_ desk: Desk, _ clients: [SiteClient], _ line: [String], _ seed: UInt64) throws {
            var known: Set<String> = []
            for way in ["reject", "fail", "noAnswer", "silence"] {
                let event = try desk.waitForOffer(not: known)
                let offer = try #require(event.offer)
                known.insert(offer)
                #expect(event.contact == line.first, "seed \(seed): \(way)")
                #expect(
                    try clients[0].waiting("short").map(\.id) == Array(line.dropFirst()), "seed \(seed): during \(way)")
                let agent = desk.agent
                switch way {
                case "reject":
                    _ = try desk.client.ask(OfferRejectRequest(offer: offer, agent: agent), as: AgentDocument.self)
                case "fail":
                    _ = try desk.client.ask(
                        OfferFailRequest(offer: offer, cause: .busy, agent: agent), as: AgentDocument.self)
                case "noAnswer":
                    _ = try desk.client.ask(
                        OfferFailRequest(offer: offer, cause: .noAnswer, agent: agent), as: AgentDocument.self)
                default: break
                }
                try desk.wait(for: .revoked) { $0.offer == offer }
                if way == "noAnswer" || way == "silence" {
                    #expect(try desk.client.agent(agent).activity == .notResponding)
                }
                try Eventually.equal("the line after \(way) (seed \(seed))", line) {
                    try clients[0].waiting("short").map(\.id)
                }
            }
            #expect(try desk.client.state(desk.agent, .available).activity != .notResponding)
        }

        /// The first is accepted and sent back: again it is first.
        private func requeueOne(_ desk: Desk, _ clients: [SiteClient], _ line: [String], _ seed: UInt64) throws {
            let known = Set(desk.events.compactMap(\.document.offer))
            let offer = try #require(try desk.waitForOffer(not: known).offer)
            let contact = try desk.accept(offer)
            #expect(contact.state == .connected && contact.id == line.first, "seed \(seed)")
            let home = try #require(clients.first { $0.site == contact.site })
            let back = try home.ask(RequeueRequest(id: contact.id), as: ContactDocument.self)
            #expect(back.state == .waiting)
            _ = try desk.client.state(desk.agent, .onBreak, reason: "lunch")
            try Eventually.equal("the line after a requeue (seed \(seed))", line) {
                try clients[0].waiting("short").map(\.id)
            }
            for id in line {
                for client in clients where (try? client.contact(id)) != nil { _ = try client.cancel(id) }
            }
        }

        /// Figures, presence and lists say what happened.
        private func compareCounts(_ cluster: CentralinoCluster, _ history: History) throws {
            let client = try cluster.client(at: 1)
            defer { client.close() }
            try Eventually.equal("nobody waits for short", 0) { try client.stats("short").waiting }
            let pec = try client.stats("pec")
            #expect(pec.arrived == 360 && pec.answered == 360 && pec.abandoned == 0 && pec.waiting == 0)
            #expect(pec.offered == 0 && pec.connected == 0)
            let short = try client.stats("short")
            // One was answered, then sent back, and its caller left from the line.
            #expect(short.arrived == 24 && short.answered == 1)
            #expect(short.arrived == short.answered + short.abandoned + short.waiting)
            let totals = try client.stats().totals
            #expect(totals.arrived == 384 && totals.answered == pec.answered + short.answered)
            // A list is what the log knows, at any site: the home told its desk first.
            for agent in ["anna", "bruno"] {
                let last = try Eventually.value("the log and presence agree on \(agent)") {
                    let last = history.state.presences.map(\.document).last { $0.agent == agent }
                    return try client.agents().contains { $0.agent == agent && $0.version == last?.version }
                        ? last : nil
                }
                #expect(last.intent == .offline && last.contacts.isEmpty)
            }
        }

        // MARK: - Parts

        private func enqueueEverywhere(
            _ cluster: CentralinoCluster, topic: String, perSite: Int, _ history: History, _ seed: UInt64,
            prefix: String = "c"
        ) {
            DispatchQueue.concurrentPerform(iterations: CentralinoCluster.sites.count) { site in
                var random = Random(seed: seed &* 31 &+ UInt64(site))
                guard let client = try? cluster.client(at: site) else { return }
                defer { client.close() }
                for number in 0..<perSite {
                    let priority = Int.random(in: 0...255, using: &random) / 32 * 32
                    let request = EnqueueRequest(id: "\(prefix)\(site)-\(number)", topic: topic, priority: priority)
                    let asked = ContinuousClock.now
                    if let contact = try? client.repeating("enqueue", { try $0.enqueue(request) }) {
                        history.acknowledged(contact, at: client.site, askedAt: asked)
                    }
                }
            }
        }

        private func settledLine(_ client: SiteClient, _ topic: String, _ count: Int) throws -> [WaitingContact] {
            try Eventually.equal("all wait", count) { try client.stats(topic).waiting }
            return try client.waiting(topic, page: 100)
        }

        /// Who stands before one of the same priority who had a place, at whatever site, before the first came.
        private func overtakers(_ line: [WaitingContact], _ history: History) -> [String] {
            let acknowledgements = history.state.acknowledgements
            return line.indices.flatMap { later -> [String] in
                line[..<later].compactMap { first in
                    let second = line[later]
                    guard first.priority == second.priority, let had = acknowledgements[second.id]?.at,
                        let came = acknowledgements[first.id]?.askedAt, had < came
                    else { return nil }
                    return "\(first.id) stands before \(second.id), which had its place \(came - had) before it came"
                }
            }
        }

        private func isInOrder(_ line: [WaitingContact]) -> Bool {
            zip(line, line.dropFirst()).allSatisfy { first, second in
                first.priority > second.priority
                    || first.priority == second.priority && first.arrivedAt <= second.arrivedAt
            }
        }
    }
}
