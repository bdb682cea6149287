// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A pool of three sites under `centralino up` for the length of a day.
final class DayPool {
    /// What `up --json` says when it is ready.
    struct Ready: Decodable {
        /// A node.
        struct Node: Decodable {
            /// Its site.
            let site: String
        }
        /// The pool's name.
        let pool: String
        /// By site, its server.
        let nats: [String]
        /// By site, its node.
        let nodes: [Node]
    }

    private let process = Process()
    /// What it said.
    let ready: Ready

    /// Starts it and waits until it is ready.
    ///
    /// - Parameter binary: the command.
    /// - Throws: `DayFailure` when it ends before it is ready, or says something else.
    init(binary: String) throws(DayFailure) {
        let output = Pipe()
        let context = FileManager.default.temporaryDirectory.path + "/centralino-day-\(getpid()).json"
        let arguments = ["up", "--sites", "\(People.sites.count)", "--http", "0", "--context", context, "--json"]
        // It should not outlive us, however we end: where there is no `setpriv` it does if we are killed.
        let guardian = "/usr/bin/setpriv"
        let isGuarded = FileManager.default.isExecutableFile(atPath: guardian)
        process.executableURL = URL(fileURLWithPath: isGuarded ? guardian : binary)
        process.arguments = (isGuarded ? ["--pdeathsig", "TERM", binary] : []) + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        do { try process.run() } catch { throw DayFailure("\(binary): \(error)") }
        var line = Data()
        while !line.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw DayFailure("`\(binary) up` ended before it was ready") }
            line += more
        }
        do {
            ready = try JSONDecoder().decode(Ready.self, from: line)
        } catch {
            process.terminate()
            throw DayFailure("`\(binary) up --json` said something else: \(error)")
        }
    }

    /// Stops it; returns when everything it started has ended.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
