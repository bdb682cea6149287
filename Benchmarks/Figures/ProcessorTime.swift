// SPDX-License-Identifier: Apache-2.0
import PoolKit

/// Processor time of a pool's processes, seconds.
struct ProcessorTime {
    private(set) var nodes = 0.0
    private(set) var servers = 0.0

    /// What these have taken so far, user and system.
    init(_ processes: [PoolProcess]) {
        for process in processes {
            let seconds = process.look()?.cpu ?? 0
            switch process.kind {
            case .node: nodes += seconds
            case .server: servers += seconds
            }
        }
    }

    /// Microseconds for each of so many since an earlier moment.
    func each(since earlier: Self, of count: Int) -> (nodes: Double, servers: Double) {
        let each = 1e6 / Double(max(1, count))
        return ((nodes - earlier.nodes) * each, (servers - earlier.servers) * each)
    }
}
