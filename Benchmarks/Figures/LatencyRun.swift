// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation
import Synchronization

/// enqueue→offer: from the moment the request was due to the moment the desk hears the offer, agents being idle.
struct LatencyRun {
    let p50: Double
    let p99: Double
    let offered: Int
    let sent: Int

    static func measure(_ clients: [SiteClient], rate: Int, seconds: Int) throws -> LatencyRun {
        let due = Mutex<[String: Int64]>([:])
        let sample = Sample()
        let agents = Agents(
            clients, perSite: 40, withWrapUp: false,
            onOffer: { contact, at in
                if let sent = due.withLock({ $0.removeValue(forKey: contact) }) { sample.add(at - sent) }
            }, onLife: {})
        try agents.begin()
        let warmUp = rate
        let run = UUID().uuidString.prefix(8)
        Pace.run(warmUp + rate * seconds, rate: rate) { index, at in
            if index.isMultiple(of: 4 * rate) { agents.beat() }
            let id = "l-\(run)-\(index)"
            if index >= warmUp { due.withLock { $0[id] = at } }
            clients[index % clients.count].send(.contactEnqueue, #"{"id":"\#(id)","topic":"bench"}"#) { _, _ in }
        }
        Thread.sleep(forTimeInterval: 2)  // What is under way may arrive; what has not by then counts as not offered.
        return LatencyRun(
            p50: sample.microseconds(0.5) ?? .infinity, p99: sample.microseconds(0.99) ?? .infinity,
            offered: sample.count, sent: rate * seconds)
    }
}
