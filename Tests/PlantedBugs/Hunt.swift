// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerSimulator
import Foundation

/// Hunts every planted bug with the simulator, and says in which seed an invariant that is meant for it found it.
///
/// Each is hunted in a process of its own: some are found by a `precondition`, which ends the process. The hunt begins
/// with the seed in which the bug was found last, and goes on with all others.
@main
enum Hunt {
    /// Seeds within which a bug must be found.
    static let seeds: UInt64 = 1_000
    /// Virtual minutes of each.
    static let minutes = 10

    static func main() {
        #if PLANTED_BUGS
            let arguments = CommandLine.arguments.dropFirst()
            if let name = arguments.first {
                guard let bug = PlantedBug(rawValue: name) else { fail("there is no bug '\(name)'") }
                return hunt(bug)
            }
            exit(huntAll() ? 0 : 1)
        #else
            fail("this build has no bugs in it; run `make planted`")
        #endif
    }

    private static func fail(_ why: String) -> Never {
        FileHandle.standardError.write(Data("PlantedBugs: \(why)\n".utf8))
        exit(64)
    }

    // MARK: - One bug

    #if PLANTED_BUGS
        private static func hunt(_ bug: PlantedBug) {
            PlantedBug.current = bug
            // First where it was found last: most of the time would go into a few that are rare.
            for seed in [bug.likelySeed] + (1...seeds).filter({ $0 != bug.likelySeed }) {
                // The parent reads this when the process dies of a precondition.
                print("seed \(seed)")
                fflush(nil)
                var simulation = Simulation(seed: seed)
                let report = simulation.run(minutes: minutes)
                guard let first = report.violations.first else { continue }
                // Where another invariant was first, that one ended the run: the one that is meant may be in another.
                guard bug.intended.contains(first.invariant) else {
                    print("other \(first)")
                    continue
                }
                print("found \(first.invariant) \(first)")
                return
            }
        }
    #endif

    // MARK: - All of them

    private static func huntAll() -> Bool {
        let began = ContinuousClock.now
        let finds = parallel(PlantedBug.allCases, jobs: ProcessInfo.processInfo.activeProcessorCount) { run($0) }
        var failed = 0
        for find in finds {
            let intended = find.bug.intended
            let isRight = find.invariant.map { intended.contains($0) } ?? false
            if !isRight { failed += 1 }
            let verdict = isRight ? "ok    " : "FAILED"
            print(
                "\(verdict) \(find.bug.rawValue.padding(toLength: 26, withPad: " ", startingAt: 0)) "
                    + "seed \(find.seed)\t\(find.what)"
                    + (isRight ? "" : "\tmeant: \(intended.joined(separator: ", "))"))
        }
        print(
            "\(finds.count - failed) of \(finds.count) planted bugs found as meant, in \(ContinuousClock.now - began)")
        return failed == 0
    }

    private static func run(_ bug: PlantedBug) -> Find {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        child.arguments = [bug.rawValue]
        let out = Pipe()
        child.standardOutput = out
        child.standardError = FileHandle.nullDevice
        do { try child.run() } catch { fail("cannot run itself: \(error)") }
        let lines = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            .split(separator: "\n")
        child.waitUntilExit()
        let seed = lines.last { $0.hasPrefix("seed ") }.flatMap { UInt64($0.dropFirst(5)) } ?? 0
        if let found = lines.last, found.hasPrefix("found ") {
            let parts = found.split(separator: " ", maxSplits: 2)
            return Find(bug: bug, seed: seed, invariant: String(parts[1]), what: String(parts[2]))
        }
        guard child.terminationReason == .exit else {
            return Find(bug: bug, seed: seed, invariant: "precondition", what: "a precondition ended the process")
        }
        let other = lines.last { $0.hasPrefix("other ") }.map { "; only \($0.dropFirst(6))" } ?? ""
        return Find(bug: bug, seed: seed, invariant: nil, what: "NOT FOUND\(other)")
    }

    private struct Find: Sendable {
        let bug: PlantedBug
        let seed: UInt64
        let invariant: String?
        let what: String
    }

    private static func parallel(_ bugs: [PlantedBug], jobs: Int, _ work: @escaping @Sendable (PlantedBug) -> Find)
        -> [Find]
    {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = jobs
        let finds = Finds()
        for bug in bugs { queue.addOperation { finds.add(work(bug)) } }
        queue.waitUntilAllOperationsAreFinished()
        return finds.all.sorted { $0.bug.rawValue < $1.bug.rawValue }
    }

    /// Unchecked Sendable holds by this invariant: `found` is touched under the lock only.
    private final class Finds: @unchecked Sendable {
        private let lock = NSLock()
        private var found: [Find] = []

        var all: [Find] { lock.withLock { found } }

        func add(_ find: Find) { lock.withLock { found.append(find) } }
    }
}
