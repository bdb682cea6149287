// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerReplica

// Agents who ask colleagues.
extension People {
    /// Asks a colleague, by name or of some topic; now and then twice, or one who is asking.
    mutating func consult(
        _ desk: Int, about contact: ContactID, at site: Int, _ cluster: inout SimulatedCluster,
        _ checker: inout Checker
    ) {
        consults += 1
        var order = ConsultOrder(id: contact, consult: ContactID(trusted: "q\(consults)"))
        if random.chance(500) { order.topic = day.topics[random.below(day.topics.count)] }
        if random.chance(400) { order.agent = somebody(&cluster) }
        if random.chance(300) { order.priority = 130 }
        ask(site, .consult(order, RequestGuard()), .other, attempts: 3, &cluster, &checker)
    }

    /// Once a colleague is there: all three speak, the colleague goes on alone, or the question is over.
    mutating func confer(
        _ consult: ContactID, about contact: ContactID, _ cluster: inout SimulatedCluster, _ checker: inout Checker
    ) {
        guard let caller = callerByID[contact] else { return }
        let site = callers[caller].site
        switch random.below(100) {
        case 0..<45: ask(site, .handOver(contact, RequestGuard()), .other, attempts: 4, &cluster, &checker)
        case 45..<70:
            ask(site, .conference(contact, RequestGuard()), .other, attempts: 4, &cluster, &checker)
            agenda.add(.confer(consult, about: contact), at: cluster.time + random.interval(mean: 4 * Self.second))
        case 70..<95: ask(site, .end(consult, reason: nil, RequestGuard()), .end, attempts: 50, &cluster, &checker)
        default: return
        }
    }
}
