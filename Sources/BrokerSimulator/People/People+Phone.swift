// SPDX-License-Identifier: Apache-2.0
import BrokerReplica

// Customers who are called before any agent is asked, and whoever calls them.
extension People {
    /// The phone has rung for a while: most answer, some want nothing any more or another time, and of some nothing is
    /// ever said.
    mutating func phone(_ caller: Int, _ cluster: inout SimulatedCluster, _ checker: inout Checker) {
        let (id, site) = (callers[caller].id, callers[caller].site)
        switch random.below(100) {
        case 0..<55: ask(site, .reached(id, RequestGuard()), .other, attempts: 3, &cluster, &checker)
        case 55..<72:
            ask(site, .notReached(id, reason: nil, RequestGuard()), .other, attempts: 3, &cluster, &checker)
        case 72..<80: ask(site, .cancel(id, reason: nil), .leave(caller), attempts: 1_000, &cluster, &checker)
        case 80..<85: hangUp(caller, &cluster, &checker)
        default: return
        }
    }
}
