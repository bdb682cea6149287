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
    /// Processor time of nodes and of servers for a contact, microseconds; nil where the pool is somebody else's.
    let processorTime: (nodes: Double, servers: Double)?

    static func measure(
        _ clients: [SiteClient], _ pool: MeasuredPool, rate: Int, seconds: Int
    ) throws -> LatencyRun {
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
        var before: ProcessorTime?
        Pace.run(warmUp + rate * seconds, rate: rate) { index, at in
            if index.isMultiple(of: 4 * rate) { agents.beat() }
            if index == warmUp { before = pool.processorTime }
            let id = "l-\(run)-\(index)"
            if index >= warmUp { due.withLock { $0[id] = at } }
            clients[index % clients.count].send(.contactEnqueue, #"{"id":"\#(id)","topic":"bench"}"#) { _, _ in }
        }
        let after = pool.processorTime
        Thread.sleep(forTimeInterval: 2)  // What is under way may arrive; what has not by then counts as not offered.
        return LatencyRun(
            p50: sample.microseconds(0.5) ?? .infinity, p99: sample.microseconds(0.99) ?? .infinity,
            offered: sample.count, sent: rate * seconds,
            processorTime: after.flatMap { after in before.map { after.each(since: $0, of: rate * seconds) } })
    }
}
