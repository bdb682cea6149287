// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A process that runs and measures one pool: this program again, as `Figures lives`.
final class PoolPart {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Starts it.
    ///
    /// - Parameters:
    ///   - arguments: Of `Figures lives`.
    ///   - core: The core on which all of it has to stay; nil for any.
    init(_ arguments: [String], core: Int?) throws {
        let own = Bundle.main.executablePath ?? CommandLine.arguments[0]
        let command = (core.map { ["taskset", "-c", "\($0)"] } ?? []) + [own, "lives"] + arguments
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// Waits until its pool is warm.
    func waitUntilReady() throws {
        guard nextLine() == "ready" else { throw FiguresError("a pool ended before it was ready") }
    }

    /// The seconds that count begin.
    func go() throws { try input.fileHandleForWriting.write(contentsOf: Data("go\n".utf8)) }

    /// What it saw; returns when it has stopped its pool.
    func result() throws -> PoolLives {
        defer { process.waitUntilExit() }
        guard let line = nextLine() else { throw FiguresError("a pool ended before it was measured") }
        return try JSONDecoder().decode(PoolLives.self, from: Data(line.utf8))
    }

    /// Ends it, if it still runs: it stops its pool when it hears no more.
    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func nextLine() -> String? {
        var line = Data()
        while let byte = try? output.fileHandleForReading.read(upToCount: 1), let first = byte.first {
            if first == 0x0A { return String(decoding: line, as: UTF8.self) }
            line.append(first)
        }
        return nil
    }
}
