// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A process of the pool, as the system's tables show it.
package struct PoolProcess: Hashable, Sendable {
    /// What it is.
    package enum Kind: Hashable, Sendable {
        case node
        case server
    }

    package let kind: Kind
    package let pid: Int32

    /// A process by its number.
    package init(kind: Kind, pid: Int32) {
        self.kind = kind
        self.pid = pid
    }

    /// Processor time it has taken, seconds, and the memory it has resident, bytes; nil when it is not there, or the
    /// system does not say.
    package func look() -> (cpu: Double, resident: Int)? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
        return Self.read(stat)
    }

    /// What the text of `/proc/<pid>/stat` says, see proc(5).
    package static func read(_ stat: String) -> (cpu: Double, resident: Int)? {
        // The name, the second field, is whatever the process likes; what follows it begins with the third.
        guard let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let pages = Int(fields[21])
        else { return nil }
        return ((user + system) / Double(sysconf(Int32(_SC_CLK_TCK))), pages * sysconf(Int32(_SC_PAGESIZE)))
    }
}
