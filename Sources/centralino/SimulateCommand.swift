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

            The same seed of the same build gives the same trace hash on any machine. Ends with 1 if a seed broke a \
            promise, and says how to run that seed again.
            """)

    @Option(help: .init("The first seed.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: .init("How many seeds, at least 1.", valueName: "number"))
    var seeds = 1

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
        guard seeds >= 1, seed <= .max - UInt64(seeds) else { throw ValidationError("--seeds is at least 1.") }
        guard (1...1_440).contains(minutes) else { throw ValidationError("--minutes is 1 to 1440.") }
        guard follow == nil || seeds == 1 else { throw ValidationError("--follow is for one seed.") }
        guard (1...64).contains(jobs ?? 1) else { throw ValidationError("--jobs is 1 to 64.") }
    }

    /// Runs it.
    func run() throws {
        let began = ContinuousClock.now
        let sum = Mutex(SeedSum())
        let threads = DispatchGroup()
        for _ in 0..<min(jobs ?? ProcessInfo.processInfo.activeProcessorCount, seeds) {
            threads.enter()
            let thread = Thread {
                while let next = sum.withLock({ $0.next(of: seeds) }) {
                    var simulation = Simulation(seed: seed + next, following: follow)
                    let report = simulation.run(minutes: minutes)
                    sum.withLock { $0.add(report) }
                    tell(report)
                }
                threads.leave()
            }
            thread.stackSize = 16 << 20
            thread.start()
        }
        threads.wait()
        let total = sum.withLock { $0 }
        for line in total.lines(minutes: minutes, after: ContinuousClock.now - began) { Console.say(line) }
        if reachAll, !total.unreached.isEmpty {
            throw CommandFailure(.refused, "never reached: \(total.unreached.joined(separator: "; ")).")
        }
        if total.failed > 0 { throw CommandFailure(.refused, "\(total.failed) of \(seeds) seeds broke a promise.") }
    }

    private func tell(_ report: SimulationReport) {
        guard seeds == 1 || !report.violations.isEmpty else { return }
        let hash = String(report.hash, radix: 16)
        Console.say(
            "seed \(report.seed): \(report.contacts) contacts, \(report.connections) conversations, "
                + "\(report.batches) batches, \(report.strikes) faults, hash \(hash)")
        for line in report.story { Console.say("  \(line)") }
        guard !report.violations.isEmpty else { return }
        Console.say("  faults: \(report.faults.map(\.rawValue).joined(separator: ", "))")
        for violation in report.violations { Console.say("  \(violation)") }
        Console.say(
            "  again:  centralino simulate --seed \(report.seed) --minutes \(minutes)   (version \(Product.version))")
    }
}

/// What the seeds showed together.
private struct SeedSum {
    private(set) var failed = 0
    private var begun: UInt64 = 0
    private var done = 0
    private var contacts = 0
    private var connections = 0
    private var strikes = 0
    private var hash: UInt64 = 0
    private var rarities = Rarities()

    mutating func next(of seeds: Int) -> UInt64? {
        guard begun < UInt64(seeds) else { return nil }
        begun += 1
        return begun - 1
    }

    mutating func add(_ report: SimulationReport) {
        done += 1
        contacts += report.contacts
        connections += report.connections
        strikes += report.strikes
        // The order in which seeds end is not the same each time.
        hash ^= report.hash &* (2 * report.seed + 1)
        rarities.add(report.rarities)
        if !report.violations.isEmpty { failed += 1 }
    }

    /// Rare states that no seed reached.
    var unreached: [String] { Rarity.allCases.filter { rarities[$0] == 0 }.map(\.rawValue) }

    func lines(minutes: Int, after duration: Duration) -> [String] {
        var table = TextTable([.number("TIMES"), .text("RARE STATE")])
        for rarity in Rarity.allCases { table.add([String(rarities[rarity]), rarity.rawValue]) }
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return table.lines + [
            "",
            "\(done) seeds of \(minutes) virtual minutes in \(String(format: "%.1f", seconds)) s: "
                + "\(contacts) contacts, \(connections) conversations, \(strikes) faults, "
                + "trace hash \(String(hash, radix: 16))",
            failed == 0 ? "0 violations" : "\(failed) seeds with violations",
        ]
    }
}
