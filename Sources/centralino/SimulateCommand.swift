// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerSimulator
import Foundation
import Synchronization

/// `centralino simulate`: whole pools in one thread each, with faults drawn from seeds.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run whole pools under faults in virtual time, and check every promise.",
        discussion: """
            Each seed is a pool of three to five sites with callers, agents, a log, disks, clocks and a network, all \
            drawn from the seed: bad times with faults, then good times in which everything must come to rest. The \
            nodes are the shipped code. Checkers of their own watch disks, log and clients.

            The same seed of the same build gives the same trace hash on any machine. The last line is JSON: seeds, \
            simulatedHours, violations, hash, and failedSeed if there is one. Ends with 1 if a seed broke a promise, \
            and says how to run that seed again.
            """)

    @Option(help: .init("The seeds: one, or the first and the last.", valueName: "A..B"))
    var seeds = SeedRange(first: 1, last: 1)

    @Option(help: .init("Virtual minutes of each seed, 1 to 1440.", valueName: "minutes"))
    var minutes = 30

    @Option(help: .init("Seeds at a time, 1 to 64 (default: as many as there are processors).", valueName: "number"))
    var jobs: Int?

    @Flag(help: "Fail too if a rare state was never reached: then the seeds have proved little.")
    var reachAll = false

    @Option(help: .init("Tell the life of the contact with this number; for one seed.", valueName: "number"))
    var follow: UInt64?

    /// Checks what the parser cannot.
    func validate() throws {
        guard (1...1_440).contains(minutes) else { throw ValidationError("--minutes is 1 to 1440.") }
        guard follow == nil || seeds.count == 1 else { throw ValidationError("--follow is for one seed.") }
        guard (1...64).contains(jobs ?? 1) else { throw ValidationError("--jobs is 1 to 64.") }
    }

    /// Runs it.
    func run() throws {
        let began = ContinuousClock.now
        let sum = Mutex(SimulationSum(seeds: seeds, minutes: minutes))
        let threads = DispatchGroup()
        for _ in 0..<min(jobs ?? ProcessInfo.processInfo.activeProcessorCount, seeds.count) {
            threads.enter()
            let thread = Thread {
                while let seed = sum.withLock({ $0.next() }) {
                    var simulation = Simulation(seed: seed, following: follow)
                    let report = simulation.run(minutes: minutes)
                    let done = sum.withLock { $0.add(report) }
                    tell(report)
                    if Console.isWatched, done < seeds.count { Console.progress("\(done) of \(seeds.count) seeds") }
                }
                threads.leave()
            }
            thread.stackSize = 16 << 20
            thread.start()
        }
        threads.wait()
        let total = sum.withLock { $0 }
        for line in total.lines(after: ContinuousClock.now - began) { Console.say(line) }
        let isUnreached = reachAll && !total.unreached.isEmpty
        if isUnreached { Console.say("never reached: \(total.unreached.joined(separator: "; "))") }
        Console.say(total.json)
        if total.failed > 0 || isUnreached { throw ExitCode(CommandFailure.Code.refused.rawValue) }
    }

    /// What was run, for who runs it again.
    private static let build = Checkout.commit.map { "commit \($0)" } ?? "version \(Product.version)"

    private func tell(_ report: SimulationReport) {
        guard seeds.count == 1 || !report.violations.isEmpty else { return }
        let hash = String(report.hash, radix: 16)
        Console.say(
            "seed \(report.seed): \(report.contacts) contacts, \(report.connections) conversations, "
                + "\(report.batches) batches, \(report.strikes) faults, hash \(hash), \(Self.build)")
        for line in report.story { Console.say("  \(line)") }
        guard !report.violations.isEmpty else { return }
        Console.say("  faults: \(report.faults.map(\.rawValue).joined(separator: ", "))")
        for violation in report.violations { Console.say("  \(violation)") }
        Console.say(
            "  again:  centralino simulate --seeds \(report.seed) --minutes \(minutes)   (\(Self.build))")
    }
}
