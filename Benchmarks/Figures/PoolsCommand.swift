// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// `Figures pools`: what two pools do together beside one alone.
struct PoolsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pools", abstract: "Measure whole lives a second of one pool, and of two at once.",
        discussion: """
            A pool here is a site, its node, its server and its clients. In turn in each round: one pool with the \
            whole machine; two; one that has to stay on one core; two, each on a core of its own. Pools share \
            nothing, so the last is twice the third, less what the machine takes for both; the second beside the first \
            says how much of the machine one pool alone can use.
            """)

    @Option(help: "The centralino binary.")
    var binary = ".build/release/centralino"
    @Option(help: "Seconds of each measurement.")
    var seconds = 10
    @Option(help: "Agents of each pool.")
    var agents = 100
    @Option(help: "Contacts that wait or are served in each pool.")
    var waiting = 400
    @Option(help: "Rounds.")
    var rounds = 3

    func validate() throws {
        guard seconds > 0, agents > 0, waiting > 0, rounds > 0 else {
            throw ValidationError("--seconds, --agents, --waiting and --rounds are 1 or more.")
        }
    }

    func run() throws {
        guard ProcessInfo.processInfo.activeProcessorCount >= 2 else {
            throw FiguresError("two pools need two cores to be told from one")
        }
        var free: [Double] = []
        var bound: [Double] = []
        for round in 1...rounds {
            print("round \(round) of \(rounds), load average before: \(OtherLoad.average.formatted())")
            let one = try measure("one pool", cores: [nil])
            free.append(try measure("two pools", cores: [nil, nil]) / one)
            let oneBound = try measure("one pool on one core", cores: [0])
            bound.append(try measure("two pools, a core each", cores: [0, 1]) / oneBound)
        }
        func list(_ ratios: [Double]) -> String { ratios.map { String(format: "%.2f", $0) }.joined(separator: ", ") }
        print("two beside one: \(list(free)); with a core each: \(list(bound))")
    }

    /// Lives a second of all pools together.
    private func measure(_ title: String, cores: [Int?]) throws -> Double {
        var parts: [PoolPart] = []
        defer { for part in parts { part.end() } }
        for (index, core) in cores.enumerated() {
            let arguments = [
                "--binary", binary, "--nats-port", "\(4_322 + 100 * index)", "--seconds", "\(seconds)", "--agents",
                "\(agents)", "--waiting", "\(waiting)",
            ]
            parts.append(try PoolPart(arguments, core: core))
        }
        for part in parts { try part.waitUntilReady() }
        for part in parts { try part.go() }
        let lives = try parts.map { try $0.result() }
        let all = lives.reduce(0) { $0 + $1.perSecond }
        let each = lives.map { lives in
            String(
                format: "%.0f/s at %.0f us of processors (node %.0f, server %.0f, client %.0f)", lives.perSecond,
                lives.us,
                lives.nodeUs, lives.serverUs, lives.clientUs) + (lives.failures > 0 ? ", \(lives.failures) FAILED" : "")
        }
        let used = lives.reduce(0) { $0 + $1.perSecond * $1.us } / 1e6
        print(
            "  \(title): " + String(format: "%.0f", all) + "/s, " + String(format: "%.2f", used) + " cores; "
                + each.joined(separator: "; "))
        return all
    }
}
