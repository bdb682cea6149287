// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Ports of 127.0.0.1.
enum Ports {
    /// So far above a client's port the search for the servers' own begins, as NATS has it: 4222 and 6222.
    static let clusterOffset = 2_000

    /// The first free ports from one on; those that are taken are stepped over.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - first: Where to begin.
    ///   - others: Ports to step over too.
    ///   - flag: The flag that said where to begin.
    /// - Throws: `unavailable` when there are not so many.
    static func free(_ count: Int, from first: Int, besides others: Set<Int> = [], flag: String) throws(CommandFailure)
        -> [Int]
    {
        var found: [Int] = []
        var port = first
        while found.count < count {
            guard port <= 65_535 else {
                throw CommandFailure(
                    .unavailable, "There are not enough free ports from \(first) on. Give a lower \(flag).")
            }
            if !others.contains(port), isFree(port) { found.append(port) }
            port += 1
        }
        return found
    }

    /// Whether a server could listen on the port.
    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // As servers do it: a port whose last connections are only just closed counts as free.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 && listen(descriptor, 1) == 0
            }
        }
    }
}
