// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// The processes of a load: this program again, each with its order.
final class Crew: Sendable {
    /// What happens that the conductor waits for.
    enum Happening: Sendable {
        case said(part: Int, PartWord)
        /// A process ended.
        case ended(part: Int)
        /// Somebody wants the load to end.
        case interrupted
    }

    private let happenings = Mutex<[Happening]>([])
    private let wake = DispatchSemaphore(value: 0)
    private let members = Mutex<[Member]>([])
    /// Whose words have not ended.
    private let talking = DispatchGroup()
    /// How long a process may take to send its callers and agents away, seconds.
    static let goodbyeWithin = 30.0

    /// A process and where it hears us. Only the conductor's thread uses it.
    private struct Member: Sendable {
        let process: Process
        let input: FileHandle
    }

    /// Starts a process for each order.
    ///
    /// - Throws: `LoadFailure` when this program cannot be started again.
    init(_ orders: [WorkOrder], program: String) throws {
        do {
            for order in orders { try start(order, program) }
        } catch {
            end()
            throw error
        }
    }

    /// Waits for something to happen; nil when nothing did in time.
    func next(within seconds: Double) -> Happening? {
        _ = wake.wait(timeout: .now() + seconds)
        return happenings.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    /// Says something to all.
    func say(_ word: ParentWord) {
        guard let line = try? JSONLine.line(word) else { return }
        // One that is gone is heard of as ended.
        for member in members.withLock({ $0 }) { try? member.input.write(contentsOf: line) }
    }

    /// Somebody wants the load to end; on any thread.
    func interrupt() { put(.interrupted) }

    /// Ends all that still run: each sends its callers and agents away when it hears no more of us.
    func end() {
        let members = members.withLock { $0 }
        for member in members { try? member.input.close() }
        _ = talking.wait(timeout: .now() + Self.goodbyeWithin)
        for member in members {
            // It has said its last word, or never will; signals to end it are blocked, as in this process.
            if member.process.isRunning { kill(member.process.processIdentifier, SIGKILL) }
            member.process.waitUntilExit()
        }
    }

    private func start(_ order: WorkOrder, _ program: String) throws {
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["part"]
        process.standardInput = input
        process.standardOutput = output
        do { try process.run() } catch { throw LoadFailure(.broken, "\(program): \(error)") }
        members.withLock { $0.append(Member(process: process, input: input.fileHandleForWriting)) }
        let part = order.part
        let reading = output.fileHandleForReading
        let reader = Thread { [self] in
            JSONLine.read(PartWord.self, from: reading) { put(.said(part: part, $0)) }
            put(.ended(part: part))
            talking.leave()
        }
        reader.name = "part \(part)"
        talking.enter()
        reader.start()
        try input.fileHandleForWriting.write(contentsOf: JSONLine.line(ParentWord.order(order)))
    }

    private func put(_ happening: Happening) {
        happenings.withLock { $0.append(happening) }
        wake.signal()
    }
}
