// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Synchronization

/// Starts programs so that they cannot outlive the test process, however that ends.
///
/// Each is started through `setpriv --pdeathsig KILL`: the kernel kills it when its parent dies. *Parent* means the
/// very thread that started it, and threads of the Swift runtime come and go; so one thread, which never ends, starts
/// them all. Where `setpriv` is missing the programs are stopped by their owners only.
public final class Launcher: Sendable {
    /// The launcher of this process.
    public static let shared = Launcher()

    private static let setpriv = "/usr/bin/setpriv"

    private struct Job: Sendable {
        let process: Process
        let done: DispatchSemaphore
        let failure: Failure
    }

    private final class Failure: Sendable {
        let text = Mutex<String?>(nil)
    }

    private let jobs = Mutex<[Job]>([])
    private let work = DispatchSemaphore(value: 0)

    private init() {
        let thread = Thread { [self] in
            while true {
                work.wait()
                let job = jobs.withLock { $0.removeFirst() }
                do {
                    try job.process.run()
                } catch {
                    job.failure.text.withLock { $0 = "\(error)" }
                }
                job.done.signal()
            }
        }
        thread.name = "launcher"
        thread.start()
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: Its path.
    ///   - arguments: Its arguments.
    ///   - output: Where both its outputs go; nil for nowhere.
    ///   - environment: Its environment, or nil for this process's.
    /// - Returns: The running process.
    public func start(
        _ program: String, _ arguments: [String], output: FileHandle? = nil, environment: [String: String]? = nil
    ) throws -> Process {
        let process = Process()
        if FileManager.default.isExecutableFile(atPath: Self.setpriv) {
            process.executableURL = URL(fileURLWithPath: Self.setpriv)
            process.arguments = ["--pdeathsig", "KILL", program] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
        }
        if let environment { process.environment = environment }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = output ?? FileHandle.nullDevice
        let job = Job(process: process, done: DispatchSemaphore(value: 0), failure: Failure())
        jobs.withLock { $0.append(job) }
        work.signal()
        job.done.wait()
        if let text = job.failure.text.withLock({ $0 }) { throw TestKitError("\(program): \(text)") }
        return process
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - program: Its path.
    ///   - arguments: Its arguments.
    ///   - limit: How long it may take.
    /// - Returns: What it wrote to both its outputs.
    /// - Throws: When it fails or takes too long.
    @discardableResult
    public func run(_ program: String, _ arguments: [String], within limit: Duration = .seconds(20)) throws -> String {
        let directory = try TestDirectory()
        let path = try directory.write("output", "")
        guard let output = FileHandle(forWritingAtPath: path) else { throw TestKitError("no file \(path)") }
        let process = try start(program, arguments, output: output)
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        try Eventually.isTrue("the end of \(program)", within: limit) { !process.isRunning }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard process.terminationStatus == 0 else {
            throw TestKitError("\(program) \(arguments) failed with \(process.terminationStatus): \(text)")
        }
        return text
    }
}
