// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// The engine alone, on one thread: what a contact's whole life costs in a small pool and in a large one, in one run.
///
/// A life is six commands: a contact enters; an agent who is done is free and is offered the first contact of their
/// topics; both sides say that it connected; both say that it ended, and the agent is free again.
@main
struct EngineLives: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "EngineLives",
        abstract: "Measure the engine alone: lives a second and a core, in a small pool and in a large one.",
        discussion: """
            Figures are medians of CPU time over rounds in turn. The last line is JSON.

            With --features it measures instead what features cost in a small pool: nothing configured; everything
            configured for others, who wait beside; and everything configured and used.
            """)

    @Option(help: "Rounds of each pool.") var rounds = 5
    @Option(help: "Lives of a round.") var lives = 200_000
    @Option(help: "Contacts that wait in the large pool, at most 1,900,000.") var waiting = 1_000_000
    @Option(help: "Agents in the large pool, at most 50,000.") var agents = 10_000
    @Option(help: "Topics in the large pool, at most 10,000 and three for each agent.") var topics = 5_000

    @Flag(help: "Measure what features cost, in pools of 100 agents and 50 topics.") var features = false

    func validate() throws {
        let ranges = [
            ("--rounds", rounds, 1...1_000), ("--lives", lives, 1...100_000_000), ("--waiting", waiting, 1...1_900_000),
            ("--agents", agents, 1...50_000), ("--topics", topics, 1...min(10_000, 3 * max(1, agents))),
        ]
        for (name, value, range) in ranges where !range.contains(value) {
            throw ValidationError("\(name) \(value) is not in \(range.lowerBound)...\(range.upperBound).")
        }
    }

    func run() throws { features ? compareFeatures() : compareSizes() }

    private func compareSizes() {
        var small = LivingPool(agents: 100, topics: 50, waiting: 1_000)
        var large = LivingPool(agents: agents, topics: topics, waiting: waiting)
        var costs: [[Double]] = [[], []]
        for round in 1...rounds {
            costs[0].append(small.live(lives))
            costs[1].append(large.live(lives))
            print("round \(round): \(Int(costs[0][round - 1])) and \(Int(costs[1][round - 1])) ns a life")
        }
        let medians = costs.map { $0.sorted()[$0.count / 2] }
        let ratio = medians[1] / medians[0]
        print("small: 100 agents, 50 topics, 1000 waiting: \(Int(medians[0])) ns, \(Int(1e9 / medians[0])) lives/s")
        print(
            "large: \(agents) agents, \(topics) topics, \(waiting) waiting: \(Int(medians[1])) ns, "
                + "\(Int(1e9 / medians[1])) lives/s, \(String(format: "%.2f", ratio)) x")
        print("{\"smallNs\":\(medians[0]),\"largeNs\":\(medians[1]),\"ratio\":\(ratio)}")
    }

    /// A pool that is measured for its features.
    private struct Candidate {
        let name: String
        var pool: LivingPool
        var costs: [Double] = []
        var median: Double { costs.sorted()[costs.count / 2] }
    }

    private func compareFeatures() {
        let kinds: [(name: String, features: Features)] = [
            ("plain", .beside(featured: false)), ("beside", .beside(featured: true)), ("every", .every),
        ]
        for (title, waiting) in [("1000 contacts wait", 1_000), ("agents wait", 0)] {
            var candidates = kinds.map { kind in
                Candidate(
                    name: kind.name,
                    pool: LivingPool(agents: 100, topics: 50, waiting: waiting, features: kind.features))
            }
            for _ in 1...rounds {
                for index in candidates.indices { candidates[index].costs.append(candidates[index].pool.live(lives)) }
            }
            let plain = candidates[0].median
            for candidate in candidates {
                let ratio = String(format: "%.2f", candidate.median / plain)
                print("\(title), \(candidate.name): \(Int(candidate.median)) ns a life, \(ratio) x")
            }
            let fields = candidates.map { "\"\($0.name)Ns\":\($0.median)" }.joined(separator: ",")
            print("{\"waiting\":\(waiting),\(fields)}")
        }
    }
}
