// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// Servers die in the middle of traffic; nodes, desks and callers move to the others.
    @Suite struct ServerFailureTests {
        @Test(.timeLimit(.minutes(4))) func killingServersLosesNothing() throws {
            let cluster = try CentralinoCluster(topics: [
                "pec": #"{"wrapUp":0,"offerTimeout":"5s","maxWaiting":10000}"#
            ])
            try cluster.explaining {
                let history = try History(cluster.client(at: 0))
                defer { history.close() }
                let desks = try CentralinoCluster.sites.indices.flatMap { site in
                    try ["a", "b"].map { name in
                        try Desk("\(name)\(site)", cluster.client(at: site), topics: ["pec": 1], habit: .accepting)
                    }
                }
                defer { for desk in desks { desk.leave() } }
                let traffic = try Traffic(cluster, topic: "pec", prefix: "t", perSecond: 15, history: history)
                var stalls: [Duration] = []
                for server in cluster.nats.servers {
                    let began = ContinuousClock.now
                    server.kill()
                    // All sites go on without it.
                    try flow(history, 60)
                    stalls.append(ContinuousClock.now - began)
                    try server.start()
                    try flow(history, 60)
                }
                traffic.stop()
                print("servers: kill to 60 more acknowledged: \(Durations(stalls).text)")
                let client = try cluster.client(at: 1)
                defer { client.close() }
                try Eventually.isTrue("everything served", within: .seconds(60)) {
                    let figures = try client.stats("pec")
                    guard figures.waiting + figures.offered + figures.connected == 0 else {
                        throw TestKitError(
                            "\(figures.waiting) wait, \(figures.offered) offered, \(figures.connected) talk")
                    }
                    return true
                }
                let ledger = try Ledger(cluster, history)
                print("servers: \(history.state.order.count) acknowledged, \(ledger.served) served")
                cluster.expectNone(history.violations + history.servedTwice() + ledger.violations, "servers")
            }
        }

        private func flow(_ history: History, _ count: Int) throws {
            let before = history.look { $0.order.count }
            try Eventually.isTrue("traffic", within: .seconds(40)) { history.look { $0.order.count } >= before + count }
        }
    }
}
