// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A pool under `centralino up` for the length of a measurement.
package final class RunningPool {
    /// What `up --json` says when it is ready.
    package struct Ready: Decodable {
        /// A node.
        package struct Node: Decodable {
            package let site: String
            package let pid: Int32
        }
        package let pool: String
        package let nats: [String]
        package let natsPids: [Int32]
        package let nodes: [Node]

        /// All that work for the pool.
        package var processes: [PoolProcess] {
            nodes.map { PoolProcess(kind: .node, pid: $0.pid) } + natsPids.map { PoolProcess(kind: .server, pid: $0) }
        }
    }

    private let process = Process()
    /// What it said.
    package let ready: Ready

    /// Starts it and waits until it is ready.
    ///
    /// - Parameters:
    ///   - binary: The command.
    ///   - sites: How many sites: 1–9.
    ///   - natsPort: First port for its servers; ports that are taken are stepped over.
    /// - Throws: `PoolFailure` when it ends before it is ready.
    package init(binary: String, sites: Int, natsPort: Int = 4_222) throws(PoolFailure) {
        let output = Pipe()
        let context = FileManager.default.temporaryDirectory.path + "/centralino-pool-\(getpid()).json"
        let arguments = [
            "up", "--sites", "\(sites)", "--http", "0", "--nats-port", "\(natsPort)", "--context", context, "--json",
        ]
        // It should not outlive us, however we end: where there is no `setpriv` it does if we are killed. And Ctrl-C is
        // ours: it ends the load first and the pool then.
        let guardian = "/usr/bin/setpriv"
        let isGuarded = FileManager.default.isExecutableFile(atPath: guardian)
        process.executableURL = URL(fileURLWithPath: isGuarded ? guardian : binary)
        process.arguments = (isGuarded ? ["--pdeathsig", "TERM", binary] : []) + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        do { try process.run() } catch { throw PoolFailure("\(binary): \(error)") }
        var line = Data()
        while !line.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw PoolFailure("`\(binary) up` ended before it was ready") }
            line += more
        }
        do {
            ready = try JSONDecoder().decode(Ready.self, from: line)
        } catch {
            process.terminate()
            throw PoolFailure("`\(binary) up --json` said something else: \(error)")
        }
    }

    /// Stops it; returns when everything it started has ended.
    package func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
