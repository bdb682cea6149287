// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A pool: under `centralino up` for the length of the measurement, or one that runs already.
final class RunningPool {
    /// What `up --json` says when it is ready.
    struct Ready: Decodable {
        struct Node: Decodable {
            let site: String
        }
        let nats: [String]
        let nodes: [Node]
    }

    private let process: Process?
    let ready: Ready

    /// A pool that runs already; its topics are replaced by the measurement's.
    init(sites: [String], servers: [String]) {
        process = nil
        ready = Ready(nats: servers, nodes: sites.map { Ready.Node(site: $0) })
    }

    /// Starts a pool and waits until it is ready.
    ///
    /// - Parameters:
    ///   - binary: The command.
    ///   - sites: How many sites: 1–9.
    ///   - natsPort: First port for its servers.
    init(binary: String, sites: Int, natsPort: Int = 4_222) throws {
        let process = Process()
        self.process = process
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: binary)
        let context = FileManager.default.temporaryDirectory.path + "/centralino-figures-\(getpid()).json"
        process.arguments = [
            "up", "--sites", "\(sites)", "--topics", "bench", "--http", "0", "--nats-port", "\(natsPort)", "--context",
            context, "--json",
        ]
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw FiguresError("`\(binary) up` ended before it was ready") }
            line += more
        }
        ready = try JSONDecoder().decode(Ready.self, from: line)
    }

    /// What the pool's processes have taken so far; nil where it is somebody else's.
    var processorTime: ProcessorTime? { process.map { ProcessorTime(childrenOf: $0.processIdentifier) } }

    /// Stops it; returns when everything it started has ended.
    func stop() {
        process?.terminate()
        process?.waitUntilExit()
    }
}
