// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A process that `up` has started: a server or a node.
///
/// It is started through `setpriv --pdeathsig KILL`, which becomes the program itself: same process, same number. So
/// the kernel kills it when `up` dies, however that happens. The kernel means the *thread* that started it, so the main
/// thread starts all of them: it lives as long as the process. It has a process group of its own, so that Ctrl-C in a
/// terminal reaches `up` only, which stops everything in order.
final class Child {
    /// What it is, for people: `node site-1-1`.
    let label: String
    /// Its number.
    let pid: pid_t
    /// The file its output goes to.
    let log: String
    /// How it ended; nil while it runs.
    private(set) var end: String?
    /// The code it exited with; nil while it runs, or when a signal ended it.
    private(set) var exitCode: Int32?

    private let logStart: UInt64
    private static let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Starts a program; to be called on the main thread.
    ///
    /// - Parameters:
    ///   - label: What it is, for people.
    ///   - program: Its path.
    ///   - arguments: Its arguments.
    ///   - log: The file its output is added to.
    init(_ label: String, _ program: String, _ arguments: [String], log: String) throws(CommandFailure) {
        self.label = label
        self.log = log
        logStart = (try? FileManager.default.attributesOfItem(atPath: log)[.size] as? UInt64) ?? 0
        let line = (Self.setpriv.map { [$0, "--pdeathsig", "KILL", "--"] } ?? []) + [program] + arguments
        pid = try Self.spawn(line, environment: Self.environment, log: log)
    }

    /// Whether it runs, suspended or not.
    var isRunning: Bool { end == nil }

    /// Finds out whether it has ended.
    func reap() {
        var status: Int32 = 0
        guard isRunning, waitpid(pid, &status, WNOHANG) == pid else { return }
        let signal = status & 0x7F
        if signal == 0 {
            let code = (status >> 8) & 0xFF
            exitCode = code
            end = "exit code \(code)"
        } else {
            end = "signal \(signal)"
        }
    }

    /// Sends it a signal, if it runs.
    func send(_ signal: Int32) {
        if isRunning { kill(pid, signal) }
    }

    /// What it has written since its start.
    var output: String {
        guard let file = FileHandle(forReadingAtPath: log) else { return "" }
        defer { try? file.close() }
        guard (try? file.seek(toOffset: logStart)) != nil else { return "" }
        return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
    }

    /// The last lines of what it has written, indented.
    var tail: String {
        let lines = output.split(separator: "\n").suffix(15)
        return lines.isEmpty ? "  (nothing in \(log))" : lines.map { "  | \($0)" }.joined(separator: "\n")
    }

    /// Ours without our own flags: `up` says everything on the command line.
    private static var environment: [String] {
        ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix(FlagEnvironment.prefix) || $0.key == FlagEnvironment.variable(of: "log-level") }
            .map { "\($0.key)=\($0.value)" }
    }

    /// Libraries may have opened files that children would inherit.
    private static func keepFilesToOurselves() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            guard let descriptor = Int32(name), descriptor > STDERR_FILENO else { continue }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    private static func spawn(_ line: [String], environment: [String], log: String) throws(CommandFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        keepFilesToOurselves()
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Nothing blocked, nothing ignored: what we did to our own signals is ours.
        var none = Signals.mask([])
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var arguments = line.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, line[0], &actions, &attributes, &arguments, &variables)
        guard result == 0 else {
            throw CommandFailure(.software, "Cannot start \(line[0]): \(String(cString: strerror(result))).")
        }
        return pid
    }
}
