// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// What `$SRV.STATS` tells of each request. One thread counts.
struct EndpointCounters {
    private struct Row {
        var requests = 0
        var errors = 0
        var lastError = ""
        var nanoseconds = 0
    }

    private var rows = [Operation: Row]()

    /// Counts an answer.
    mutating func count(_ operation: Operation, nanoseconds: Int64, error: ContractError?) {
        rows[operation, default: Row()].requests += 1
        rows[operation, default: Row()].nanoseconds += Int(nanoseconds)
        guard let error else { return }
        rows[operation, default: Row()].errors += 1
        rows[operation, default: Row()].lastError = "\(error.code.number):\(error.message)"
    }

    /// All endpoints of a site.
    func documents(_ subjects: Subjects, site: String) -> [MicroEndpointStats] {
        Operation.allCases.map { operation in
            let row = rows[operation] ?? Row()
            return MicroEndpointStats(
                name: MicroService.endpointName(operation), subject: subjects.request(site, operation),
                queueGroup: Subjects.queueGroup, requests: row.requests, errors: row.errors,
                lastError: row.lastError, processingTimeNs: row.nanoseconds)
        }
    }
}
