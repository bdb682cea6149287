// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// One site is left with its own server and node, and serves its own callers until the others are back.
    @Suite struct IslandTests {
        @Test(.timeLimit(.minutes(4))) func aSiteThatIsAloneServesItsOwnCallers() throws {
            let cluster = try CentralinoCluster(topics: [
                "pec": #"{"wrapUp":0}"#, "other": #"{"wrapUp":0}"#,
            ])
            try cluster.explaining {
                let history = try History(cluster.client(at: 2, only: true))
                let napoli = try cluster.client(at: 2, only: true)
                let desk = try Desk("anna", cluster.client(at: 2, only: true), topics: ["pec": 1], habit: .accepting)
                defer {
                    desk.leave()
                    napoli.close()
                    history.close()
                }
                let first = try napoli.enqueue(EnqueueRequest(id: "before", topic: "other"))
                history.acknowledged(first, at: napoli.site)
                let cutAt = ContinuousClock.now
                for index in 0..<2 {
                    cluster.nodes[index].suspend()
                    cluster.nats.servers[index].kill()
                }
                cluster.nodes[0].kill()
                try serveAlone(napoli, history, cutAt)
                let backAt = ContinuousClock.now
                try bringBack(cluster)
                try settle(cluster, napoli, history, backAt)
                cluster.expectNone(history.violations + history.servedTwice(), "island")
            }
        }

        private func serveAlone(_ napoli: SiteClient, _ history: History, _ cutAt: ContinuousClock.Instant) throws {
            for number in 0..<20 {
                let topic = number.isMultiple(of: 4) ? "other" : "pec"
                let request = EnqueueRequest(id: "c\(number)", topic: topic)
                let contact = try napoli.repeating("enqueue") { try $0.enqueue(request) }
                history.acknowledged(contact, at: napoli.site)
            }
            let servedAt = try Eventually.value("somebody served", within: .seconds(20)) {
                history.look { $0.ended.values.min() }
            }
            print("island: cut to the first caller served: \(Durations.milliseconds(servedAt - cutAt)) ms")
            #expect(servedAt - cutAt <= .seconds(5))
            try Eventually.equal("all callers of pec served", 15, within: .seconds(20)) {
                history.look { $0.ended.count }
            }
            #expect(try napoli.cancel("c0").state == .ended)
            let waits = try napoli.contact("c4")
            #expect(waits.island == true && waits.provisional == true && waits.position == 2, "\(waits)")
            #expect(try napoli.agent("anna").island == true)
            let stats = try napoli.stats()
            #expect(stats.islands == ["napoli"] && stats.topics?["other"]?.waiting == 5, "\(stats)")
            #expect(throws: ContractError.self) {
                try napoli.ask(LoginRequest(agent: "bruno", topics: ["pec": 1]), as: AgentDocument.self)
            }
            try Eventually.isTrue("its own stats are published") {
                history.look { $0.stats.last?.document.islands == ["napoli"] }
            }
        }

        private func bringBack(_ cluster: CentralinoCluster) throws {
            for index in 0..<2 { try cluster.nats.servers[index].launch() }
            for index in 0..<2 { try cluster.nats.servers[index].waitUntilReady() }
            cluster.nodes[1].resume()
            try cluster.nodes[0].start()
        }

        /// Every contact is in the log with its claim number and its end, once.
        private func settle(
            _ cluster: CentralinoCluster, _ napoli: SiteClient, _ history: History, _ backAt: ContinuousClock.Instant
        ) throws {
            let servedAt = ContinuousClock.now
            let roma = try cluster.client(at: 0, only: true)
            defer { roma.close() }
            let waiting = ["before", "c4", "c8", "c12", "c16"]
            try Eventually.equal("the line in the log", waiting, within: .seconds(40)) {
                try roma.waiting("other").map(\.id)
            }
            let inLogAt = ContinuousClock.now
            print(
                "island: all in the log \(Durations.milliseconds(inLogAt - backAt)) ms after the servers were started, "
                    + "\(Durations.milliseconds(inLogAt - servedAt)) ms after the other sites served")
            // The site is attached once the log has all it says, one command later (protocol: O5).
            try Eventually.equal("sites that are cut off", []) { try roma.stats().islands }
            #expect(ContinuousClock.now - servedAt <= .seconds(10))
            let claims = history.state.acknowledgements.mapValues(\.contact.claim)
            for place in try roma.waiting("other") { #expect(place.claim == claims[place.id]) }
            try Eventually.isTrue("the figures") {
                let pec = try roma.stats("pec")
                let other = try roma.stats("other")
                // Nobody twice, and nobody is missing.
                guard pec.arrived == 15, pec.answered == 15, other.arrived == 6, other.abandoned == 1 else {
                    throw TestKitError("\(pec.arrived) \(pec.answered) \(other.arrived) \(other.abandoned)")
                }
                return pec.waiting + pec.offered + pec.connected == 0
            }
            for number in 0..<20 {
                let contact = try napoli.contact("c\(number)")
                #expect(contact.claim == claims["c\(number)"] && contact.island == nil && contact.provisional == nil)
                #expect(contact.state == (number.isMultiple(of: 4) && number > 0 ? .waiting : .ended), "\(contact)")
            }
            #expect(cluster.nodes[2].log.contains("the log is back: the site goes on with the others"))
        }
    }
}
