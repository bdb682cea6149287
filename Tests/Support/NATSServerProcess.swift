// SPDX-License-Identifier: Apache-2.0
import Foundation
public import NATSClient
import Synchronization

/// A real `nats-server` on 127.0.0.1, with a port and a store of its own; ended and removed with the object.
///
/// `CENTRALINO_NATS_SERVER` names another binary than `/usr/sbin/nats-server`.
public final class NATSServerProcess: Sendable {
    private struct State {
        var process: Process?
        var starts = 0
        var isSuspended = false
    }

    /// How it is configured.
    public let options: NATSServerOptions
    /// The port for clients.
    public let port: Int
    /// Where its files are.
    public let directory: TestDirectory
    private let state = Mutex(State())

    /// The server's path.
    public static var binary: String {
        ProcessInfo.processInfo.environment["CENTRALINO_NATS_SERVER"] ?? "/usr/sbin/nats-server"
    }

    /// Makes a server, and starts it unless told otherwise.
    ///
    /// - Parameters:
    ///   - options: How it is configured.
    ///   - port: The port for clients; nil for a free one.
    ///   - start: Whether to start it and wait until it is ready.
    public init(_ options: NATSServerOptions = NATSServerOptions(), port: Int? = nil, start: Bool = true) throws {
        self.options = options
        self.port = try port ?? FreePort.take(1)[0]
        directory = try TestDirectory()
        try directory.write("server.conf", options.text(port: self.port, directory: directory))
        if start { try self.start() }
    }

    deinit { kill() }

    /// The address for clients; by name when the server has certificates, because they hold the name.
    public var url: String {
        options.certificates == nil ? "nats://127.0.0.1:\(port)" : "tls://localhost:\(port)"
    }

    /// What the server has written since its last start.
    public var log: String {
        let starts = state.withLock { $0.starts }
        return (try? String(contentsOfFile: directory.file("server-\(starts).log"), encoding: .utf8)) ?? ""
    }

    /// Whether the process is there, suspended or not.
    public var isRunning: Bool { state.withLock { $0.process?.isRunning ?? false } }

    /// Starts it on the same port and store, and waits until it lets clients in.
    public func start() throws {
        try launch()
        try waitUntilReady()
    }

    /// Starts it without waiting; for servers of a cluster, which wait for each other.
    public func launch() throws {
        guard !isRunning else { throw TestKitError("\(options.name) is running") }
        let starts = state.withLock { state in
            state.starts += 1
            return state.starts
        }
        let path = try directory.write("server-\(starts).log", "")
        guard let output = FileHandle(forWritingAtPath: path) else { throw TestKitError("no file \(path)") }
        defer { try? output.close() }
        let process = try Launcher.shared.start(
            Self.binary, ["-c", directory.file("server.conf")], output: output)
        state.withLock { state in
            state.process = process
            state.isSuspended = false
        }
    }

    /// Waits until it lets clients in.
    public func waitUntilReady() throws {
        try Eventually.isTrue("\(options.name) ready") {
            guard isRunning else { throw TestKitError("it ended: \(log)") }
            return log.contains("Server is ready")
        }
    }

    /// Ends it at once, as a crash would, and waits until it is gone.
    ///
    /// Does nothing when it is not running.
    public func kill() { end(SIGKILL) }

    /// Asks it to end in good order, and waits until it is gone.
    public func terminate() {
        resume()
        end(SIGTERM)
    }

    /// Stops it in its tracks (SIGSTOP): connections stay open, nothing answers.
    ///
    /// Waits until all its threads stand still; until then a message might get through.
    public func suspend() throws {
        signal(SIGSTOP)
        state.withLock { $0.isSuspended = true }
        try Eventually.isTrue("\(options.name) suspended") { threadStates.allSatisfy { $0 == "T" } }
    }

    /// The states of its threads, as `/proc` shows them: the letter after the name in parentheses.
    private var threadStates: [Character] {
        guard let process = state.withLock({ $0.process }) else { return [] }
        let tasks = "/proc/\(process.processIdentifier)/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).compactMap { task in
            guard let data = FileManager.default.contents(atPath: "\(tasks)/\(task)/stat") else { return nil }
            return String(decoding: data, as: UTF8.self).split(separator: ")").last?.first { $0 != " " }
        }
    }

    /// Lets it go on after `suspend()`.
    public func resume() {
        guard state.withLock({ $0.isSuspended }) else { return }
        signal(SIGCONT)
        state.withLock { $0.isSuspended = false }
    }

    /// Kills it and starts it again on the same port and store.
    public func restart() throws {
        kill()
        try start()
    }

    /// Connects to it.
    ///
    /// - Parameters:
    ///   - credentials: Who connects.
    ///   - change: Changes to the options.
    ///   - onEvent: What to do with events.
    /// - Returns: A new connection.
    public func connect(
        _ credentials: NATSOptions.Credentials = .none, change: (inout NATSOptions) -> Void = { _ in },
        onEvent: @escaping @Sendable (NATSConnectionEvent) -> Void = { _ in }
    ) throws -> NATSConnection {
        var options = NATSOptions(
            servers: [url], name: "test", credentials: credentials, tls: self.options.certificates?.clientTLS)
        change(&options)
        return try NATSConnection(options, onEvent: onEvent)
    }

    private func signal(_ number: Int32) {
        state.withLock { state in
            if let process = state.process, process.isRunning { _ = Glibc.kill(process.processIdentifier, number) }
        }
    }

    private func end(_ number: Int32) {
        signal(number)
        guard let process = state.withLock({ $0.process }) else { return }
        let ended = try? Eventually.value("end", within: .seconds(10)) { process.isRunning ? nil : true }
        if ended == nil { signal(SIGKILL) }
        state.withLock { $0.process = nil }
    }
}
