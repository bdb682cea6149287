// SPDX-License-Identifier: Apache-2.0
import BrokerSimulator
import Foundation

/// What the seeds of a simulation showed together.
struct SimulationSum: Sendable {
    /// Seeds that broke a promise.
    private(set) var failed = 0
    private let seeds: SeedRange
    private let minutes: Int
    private var begun = 0
    private var done = 0
    private var violations = 0
    private var failedSeed: UInt64?
    private var contacts = 0
    private var connections = 0
    private var strikes = 0
    private var hash: UInt64 = 0
    private var rarities = Rarities()

    /// Nothing yet of these seeds, each of so many virtual minutes.
    init(seeds: SeedRange, minutes: Int) {
        self.seeds = seeds
        self.minutes = minutes
    }

    /// The seed to run next; nil when all have been begun.
    mutating func next() -> UInt64? {
        guard begun < seeds.count else { return nil }
        begun += 1
        return seeds.first + UInt64(begun - 1)
    }

    /// Adds what one seed showed; returns how many have been added.
    mutating func add(_ report: SimulationReport) -> Int {
        done += 1
        contacts += report.contacts
        connections += report.connections
        strikes += report.strikes
        // The order in which seeds end is not the same each time.
        hash ^= report.hash &* (2 * report.seed + 1)
        rarities.add(report.rarities)
        guard !report.violations.isEmpty else { return done }
        failed += 1
        violations += report.violations.count
        failedSeed = min(failedSeed ?? .max, report.seed)
        return done
    }

    /// Rare states that no seed reached.
    var unreached: [String] { Rarity.allCases.filter { rarities[$0] == 0 }.map(\.rawValue) }

    /// For a person.
    func lines(after duration: Duration) -> [String] {
        var table = TextTable([.number("TIMES"), .text("RARE STATE")])
        for rarity in Rarity.allCases { table.add([String(rarities[rarity]), rarity.rawValue]) }
        let seconds = String(format: "%.1f s", duration / .seconds(1))
        return table.lines + [
            "",
            "\(done) seeds of \(minutes) virtual minutes in \(seconds): "
                + "\(contacts) contacts, \(connections) conversations, \(strikes) faults",
            failed == 0 ? "0 violations" : "\(violations) violations in \(failed) of \(seeds.count) seeds",
        ]
    }

    /// For a program: `hash` is 16 hexadecimal digits, `failedSeed` the first of those that failed.
    var json: String {
        let digits = String(hash, radix: 16)
        let hash = String(repeating: "0", count: 16 - digits.count) + digits
        let hours = Double(done * minutes) / 60
        let failed = failedSeed.map { ",\"failedSeed\":\($0)" } ?? ""
        return "{\"seeds\":\(done),\"simulatedHours\":\(hours),\"violations\":\(violations),\"hash\":\"\(hash)\""
            + "\(failed)}"
    }
}
