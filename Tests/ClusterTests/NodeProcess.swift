// SPDX-License-Identifier: Apache-2.0
import BrokerTestKit
import Foundation
import Synchronization

/// A real `centralino node`, with a store of its own; ended and removed with the object.
///
/// `CENTRALINO_BINARY` names the binary; otherwise it is the package's release build, or its debug build.
final class NodeProcess: Sendable {
    private struct State {
        var process: Process?
        var starts = 0
        var isSuspended = false
    }

    let site: String
    /// The node's name: `<site>-1` unless told.
    let name: String
    /// Where its store and its logs are.
    let directory: TestDirectory
    private let arguments: [String]
    private let state = Mutex(State())

    /// A node that is not started yet.
    ///
    /// - Parameters:
    ///   - site: The site it serves.
    ///   - servers: Addresses to connect to, its own server first.
    ///   - key: The pool's key file.
    ///   - number: Which of the site's nodes it is.
    ///   - pool: The pool it belongs to.
    init(site: String, servers: [String], key: String, number: Int = 1, pool: String = "main") throws {
        self.site = site
        name = "\(site)-\(number)"
        directory = try TestDirectory()
        arguments = [
            "node", "--site", site, "--name", name, "--pool", pool, "--nats", servers.joined(separator: ","), "--data",
            directory.file("data"), "--key",
            key, "--replicas", "3",
        ]
    }

    deinit { kill() }

    /// The binary's path.
    static var binary: String {
        if let named = ProcessInfo.processInfo.environment["CENTRALINO_BINARY"] { return named }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let built = ["release", "debug"].map { "\(root)/.build/\($0)/centralino" }
        return built.first { FileManager.default.isExecutableFile(atPath: $0) } ?? built[0]
    }

    /// The store's directory.
    var dataDirectory: String { directory.file("data") }

    /// What it has logged since its last start.
    var log: String { log(of: state.withLock { $0.starts }) }

    /// What it has logged in all its lives.
    var wholeLog: String {
        let starts = state.withLock { $0.starts }
        return (0..<starts).map { "--- start \($0 + 1)\n" + log(of: $0 + 1) }.joined()
    }

    private func log(of start: Int) -> String {
        (try? String(contentsOfFile: directory.file("node-\(start).log"), encoding: .utf8)) ?? ""
    }

    /// Whether the process is there, suspended or not.
    var isRunning: Bool { state.withLock { $0.process?.isRunning ?? false } }

    /// Starts it, without waiting.
    ///
    /// - Parameters:
    ///   - flags: More flags, such as `--rejoin`.
    ///   - filesUpTo: The most bytes a file of it may have; then its disk fails, and not because it is full.
    func launch(_ flags: [String] = [], filesUpTo: Int? = nil) throws {
        guard !isRunning else { throw TestKitError("\(name) is running") }
        let starts = state.withLock { state in
            state.starts += 1
            return state.starts
        }
        let path = try directory.write("node-\(starts).log", "")
        guard let output = FileHandle(forWritingAtPath: path) else { throw TestKitError("no file \(path)") }
        defer { try? output.close() }
        let limited = filesUpTo.map { ["sh", "-c", "trap '' XFSZ; ulimit -f \($0 / 512); exec \"$0\" \"$@\""] } ?? []
        let line = limited + [Self.binary] + arguments + flags
        let process = try Launcher.shared.start(
            limited.isEmpty ? line[0] : "/bin/sh", Array(line.dropFirst()), output: output)
        state.withLock { state in
            state.process = process
            state.isSuspended = false
        }
    }

    /// Waits until it serves its site.
    func waitUntilServing() throws {
        let isServing = try Eventually.value("\(name) serving", within: .seconds(60)) { () -> Bool? in
            if log.contains(" serving") { return true }
            return isRunning ? nil : false
        }
        guard isServing else { throw TestKitError("\(name) ended: \(log)") }
    }

    /// Starts it, and waits until it serves its site.
    func start(_ flags: [String] = [], filesUpTo: Int? = nil) throws {
        try launch(flags, filesUpTo: filesUpTo)
        try waitUntilServing()
    }

    /// Ends it at once, as a crash would, and waits until it is gone.
    ///
    /// - Returns: When the signal had been sent.
    @discardableResult
    func kill() -> ContinuousClock.Instant {
        signal(SIGKILL)
        let sentAt = ContinuousClock.now
        _ = try? waitForEnd()
        return sentAt
    }

    /// Asks it to end in good order, and waits until it has.
    ///
    /// - Returns: Its exit code.
    func terminate() throws -> Int32 {
        resume()
        signal(SIGTERM)
        return try waitForEnd()
    }

    /// Waits until it has ended by itself.
    ///
    /// - Returns: Its exit code; nil when it was not running.
    @discardableResult
    func waitForEnd(within limit: Duration = .seconds(20)) throws -> Int32 {
        guard let process = state.withLock({ $0.process }) else { return 0 }
        try Eventually.isTrue("the end of \(name)", within: limit) { !process.isRunning }
        state.withLock { $0.process = nil }
        return process.terminationStatus
    }

    /// Stops it in its tracks: connections stay open, nothing answers.
    func suspend() {
        signal(SIGSTOP)
        state.withLock { $0.isSuspended = true }
    }

    /// Lets it go on after `suspend()`.
    func resume() {
        guard state.withLock({ $0.isSuspended }) else { return }
        signal(SIGCONT)
        state.withLock { $0.isSuspended = false }
    }

    private func signal(_ number: Int32) {
        state.withLock { state in
            if let process = state.process, process.isRunning { _ = Glibc.kill(process.processIdentifier, number) }
        }
    }
}
