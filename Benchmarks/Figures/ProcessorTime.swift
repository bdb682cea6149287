// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Processor time of a pool's processes, seconds.
struct ProcessorTime {
    private(set) var nodes = 0.0
    private(set) var servers = 0.0

    /// What the processes that `up` has started have taken so far, user and system.
    init(childrenOf parent: Int32) {
        let tick = Double(sysconf(Int32(_SC_CLK_TCK)))
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] where Int32(name) != nil {
            guard let stat = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")"), let begin = stat.firstIndex(of: "(")
            else { continue }
            // From the third field of proc(5) on: state, parent, …; user and system time are the 14th and 15th.
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            guard fields.count > 12, Int32(fields[1]) == parent, let user = Double(fields[11]),
                let system = Double(fields[12])
            else { continue }
            let seconds = (user + system) / tick
            if stat[begin..<end].contains("nats") { servers += seconds } else { nodes += seconds }
        }
    }

    /// Microseconds for each of so many since an earlier moment.
    func each(since earlier: Self, of count: Int) -> (nodes: Double, servers: Double) {
        let each = 1e6 / Double(max(1, count))
        return ((nodes - earlier.nodes) * each, (servers - earlier.servers) * each)
    }
}
