// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerTestKit
import Foundation
import NATSClient
import Testing

extension OnThreeSites {
    /// An owner that stands still for ten seconds, and goes on as if nothing had happened.
    @Suite struct SuspensionTests {
        @Test(.timeLimit(.minutes(4))) func aLateOwnerReachesNobody() throws {
            // An offer that rang while its agent's node stood still counts as unanswered: the agent is soon back.
            let settings = #"{"wrapUp":0,"offerTimeout":"5s","maxWaiting":10000,"noAnswer":{"returnAfter":"1s"}}"#
            let cluster = try CentralinoCluster(topics: ["pec": settings])
            try cluster.explaining {
                let history = try History(cluster.client(at: 0))
                defer { history.close() }
                let desks = try CentralinoCluster.sites.indices.map { site in
                    try Desk("agent\(site)", cluster.client(at: site), topics: ["pec": 1], habit: .accepting)
                }
                defer { for desk in desks { desk.leave() } }
                let traffic = try Traffic(cluster, topic: "pec", prefix: "t", perSecond: 15, history: history)
                for round in 0..<2 { try suspend(cluster, history, round) }
                traffic.stop()
                let client = try cluster.client(at: 1)
                defer { client.close() }
                try Eventually.isTrue("everything served", within: .seconds(60)) {
                    let figures = try client.stats("pec")
                    return figures.waiting + figures.offered + figures.connected == 0
                }
                let ledger = try Ledger(cluster, history)
                print("suspension: \(history.state.order.count) acknowledged, \(ledger.served) served")
                cluster.expectNone(
                    history.violations + history.gaps + history.servedTwice() + ledger.violations + lateOffers(history),
                    "suspension")
            }
        }

        private func suspend(_ cluster: CentralinoCluster, _ history: History, _ round: Int) throws {
            let count = history.look { $0.order.count }
            try Eventually.isTrue("traffic") { history.look { $0.order.count } > count + 60 }
            let owner = try cluster.owner()
            let node = cluster.nodes[owner]
            let survivor = try cluster.client(at: (owner + 1) % 3)
            defer { survivor.close() }
            let epoch = try survivor.stats().owner.epoch
            let began = ContinuousClock.now
            node.suspend()
            defer { node.resume() }
            let id = "probe\(round)"
            let request = EnqueueRequest(id: id, topic: "pec", priority: 250)
            history.acknowledged(
                try survivor.repeating("enqueue") { try $0.enqueue(request) }, at: survivor.site)
            let gap = try history.waitForOffer(of: id, within: .seconds(9)) - began
            print("suspension: SIGSTOP to the next assignment: \(Durations.milliseconds(gap)) ms")
            // The desk that was rung may hear of the next owner before the survivor's node does.
            let next = try Eventually.value("another owner") {
                let owner = try survivor.stats().owner
                return owner.epoch > epoch && owner.node != node.name ? owner : nil
            }
            // The owner stands still for ten seconds in all: that is the case, not a wait for something.
            Thread.sleep(until: .now + (.seconds(10) - (ContinuousClock.now - began)))
            node.resume()
            let lost = try Eventually.value("\(node.name) learns that it lost the pool") {
                node.log.split(separator: "\n").first {
                    $0.contains("lost ownership") && $0.contains("epoch=\(epoch) ")
                }
            }
            print("suspension: \(lost)")
            let back = try cluster.client(at: owner)
            defer { back.close() }
            try Eventually.isTrue("\(node.name) follows again") {
                try back.ask(StatsGetRequest(), as: StatsDocument.self, timeout: .seconds(1)).owner.epoch >= next.epoch
            }
            // Its site takes part again: an agent of it is offered a contact.
            let sequence = history.state.agentEvents.count
            try Eventually.isTrue("an offer at \(back.site)") {
                history.state.agentEvents.dropFirst(sequence).contains {
                    $0.site == back.site && $0.document.event == .offer
                }
            }
        }

        /// Offers first heard with an epoch older than one heard before.
        private func lateOffers(_ history: History) -> [String] {
            var newest: [String: UInt64] = [:]
            var seen: Set<String> = []
            return history.state.agentEvents.compactMap { heard in
                let event = heard.document
                guard event.event == .offer, let offer = event.offer, seen.insert(offer).inserted,
                    let epoch = offer.split(separator: ".").first.flatMap({ UInt64($0) })
                else { return nil }
                let before = newest[event.id] ?? 0
                newest[event.id] = max(before, epoch)
                return epoch < before ? "\(event.id) heard offer \(offer) after one of epoch \(before)" : nil
            }
        }
    }
}

extension Thread {
    /// Sleeps until a moment; not at all when it has passed.
    fileprivate static func sleep(until moment: ContinuousClock.Instant) {
        let rest = moment - ContinuousClock.now
        if rest > .zero { sleep(forTimeInterval: rest / .seconds(1)) }
    }
}
