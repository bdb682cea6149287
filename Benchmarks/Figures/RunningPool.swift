// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A pool of three sites: under `centralino up` for the length of the measurement, or one that runs already.
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

    init(binary: String) throws {
        let process = Process()
        self.process = process
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = ["up", "--sites", "3", "--topics", "bench", "--json"]
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
