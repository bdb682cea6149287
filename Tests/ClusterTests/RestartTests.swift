// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// Whatever is restarted: waiting contacts keep places and claim numbers, agents their intent.
    @Suite struct RestartTests {
        /// What must be the same before and after.
        private struct Picture: Equatable, CustomStringConvertible {
            let line: [WaitingContact]
            let intents: [String]

            var description: String {
                let places = line.map { "\($0.position):\($0.id)/\($0.claim)/\($0.priority)/\($0.arrivedAt)" }
                return "\(places.joined(separator: " ")) \(intents)"
            }
        }

        private func picture(_ client: SiteClient) throws -> Picture {
            Picture(
                line: try client.waiting("pec"),
                intents: try client.agents().map {
                    "\($0.agent) \($0.intent.rawValue) \($0.reason ?? "-") at \($0.site)"
                }
                .sorted())
        }

        @Test(.timeLimit(.minutes(5))) func everythingMayBeRestarted() throws {
            let seed = UInt64.random(in: 1...1_000_000)
            print("restart: seed \(seed)")
            let cluster = try CentralinoCluster(topics: [
                "pec": #"{"wrapUp":0,"maxWaiting":10000}"#, "other": #"{"wrapUp":0}"#,
            ])
            try cluster.explaining {
                let history = try History(cluster.client(at: 0))
                defer { history.close() }
                let desks = try arrange(cluster, history, seed)
                defer { for desk in desks { desk.stop() } }
                let before = try steadyPicture(cluster)
                #expect(before.line.count == 60 && before.intents.count == 3)
                for site in cluster.nodes.indices {
                    try check("\(cluster.nodes[site].name) killed and restarted", cluster, history, before, seed) {
                        cluster.nodes[site].kill()
                        try cluster.nodes[site].start()
                    }
                }
                let owner = try cluster.owner()
                try check("the owner ended by SIGTERM and restarted", cluster, history, before, seed) {
                    #expect(try cluster.nodes[owner].terminate() == 0, "\(cluster.nodes[owner].log)")
                    try cluster.nodes[owner].start()
                }
                try check("all nodes killed and restarted", cluster, history, before, seed) {
                    for node in cluster.nodes { node.kill() }
                    for node in cluster.nodes { try node.launch() }
                    for node in cluster.nodes { try node.waitUntilServing() }
                }
                for server in cluster.nats.servers {
                    try check("server \(server.options.name) killed and restarted", cluster, history, before, seed) {
                        try server.restart()
                    }
                }
                try check("everything killed and restarted", cluster, history, before, seed) {
                    try restartEverything(cluster)
                }
                cluster.expectNone(history.violations, "seed \(seed)")
            }
        }

        /// Sixty contacts that nobody serves, and three agents of three intents.
        private func arrange(_ cluster: CentralinoCluster, _ history: History, _ seed: UInt64) throws -> [Desk] {
            var random = Random(seed: seed)
            for site in CentralinoCluster.sites.indices {
                let client = try cluster.client(at: site)
                defer { client.close() }
                for number in 0..<20 {
                    let priority = Int.random(in: 0...3, using: &random) * 85
                    let request = EnqueueRequest(
                        id: "c\(site)-\(number)", topic: "pec", priority: priority, caller: "+39061234567\(number % 10)"
                    )
                    history.acknowledged(try client.repeating("enqueue") { try $0.enqueue(request) }, at: client.site)
                }
            }
            let desks = try CentralinoCluster.sites.indices.map { site in
                try Desk("agent\(site)", cluster.client(at: site), topics: ["other": 1])
            }
            _ = try desks[1].client.state("agent1", .onBreak, reason: "lunch")
            _ = try desks[2].client.state("agent2", .offline)
            return desks
        }

        private func steadyPicture(_ cluster: CentralinoCluster) throws -> Picture {
            let client = try cluster.client(at: 0)
            defer { client.close() }
            try Eventually.equal("two agents not available", 2) {
                try client.agents().count { $0.intent != .available }
            }
            return try picture(client)
        }

        private func restartEverything(_ cluster: CentralinoCluster) throws {
            for node in cluster.nodes { node.kill() }
            for server in cluster.nats.servers { server.kill() }
            for server in cluster.nats.servers { try server.launch() }
            for server in cluster.nats.servers { try server.waitUntilReady() }
            for node in cluster.nodes { try node.launch() }
            for node in cluster.nodes { try node.waitUntilServing() }
        }

        /// Disturbs, waits until every site shows the same as before, and lets a contact in.
        private func check(
            _ what: String, _ cluster: CentralinoCluster, _ history: History, _ before: Picture, _ seed: UInt64,
            _ disturb: () throws -> Void
        ) throws {
            let began = ContinuousClock.now
            try disturb()
            for site in CentralinoCluster.sites.indices {
                let client = try cluster.client(at: site)
                defer { client.close() }
                try Eventually.equal("\(what): the picture at \(client.site)", before, within: .seconds(60)) {
                    try picture(client)
                }
                for contact in try client.contacts([.waiting]) {
                    let acknowledged = history.state.acknowledgements[contact.id]?.contact
                    #expect(contact.claim == acknowledged?.claim, "\(what), seed \(seed): \(contact.id)")
                    let place = before.line.first { $0.id == contact.id }
                    #expect(contact.position == place?.position, "\(what), seed \(seed): \(contact.id)")
                }
                let id = "new-\(client.site)-\(history.state.order.count)"
                let fresh = try client.repeating("enqueue") { client in
                    let contact = try client.enqueue(EnqueueRequest(id: id, topic: "other", priority: 0))
                    if contact.provisional == true { throw ContractError.unavailable("provisional") }
                    return contact
                }
                history.acknowledged(fresh, at: client.site)
                #expect(try client.cancel(id).state == .ended)
            }
            print("restart: \(what): all as before after \(Durations.milliseconds(ContinuousClock.now - began)) ms")
        }
    }
}
