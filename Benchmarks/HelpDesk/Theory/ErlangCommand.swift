// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `HelpDesk erlang`: help desks at rest, beside the formula.
struct ErlangCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erlang",
        abstract: "Hold abandoned share, mean wait and occupancy against Erlang A.",
        discussion: """
            Calls at random, exponential talk (mean 10 minutes) and patience (mean 5 minutes), first come, first \
            served: 20 agents at 0.95 and 1.2 of what they can do, 5 agents at 1. Each seed's first 5,000 callers \
            are not counted. What must hold: each figure, as the mean over seeds, is within 2 % of the formula, and \
            within the interval that 999 of 1,000 such runs would be in.
            """)

    @Option(help: .init("Seeds of each case, 8 to 1000.", valueName: "number")) var seeds = 8
    @Option(help: .init("Callers counted of each seed, 1,000 to 5,000,000.", valueName: "number")) var callers =
        1_000_000

    /// How far a figure may be from the formula, per cent.
    private static let deviationMaxPct = 2.0

    /// Checks what the parser cannot.
    func validate() throws {
        guard (8...1_000).contains(seeds) else { throw ValidationError("--seeds is 8 to 1000.") }
        guard (1_000...5_000_000).contains(callers) else { throw ValidationError("--callers is 1000 to 5000000.") }
    }

    /// Runs it.
    func run() throws {
        var failures: [String] = []
        Console.say("agents  load  figure              formula    engine   +- 95 %   apart")
        for erlang in ErlangCase.all {
            Console.progress("\(erlang.agents) agents at \(erlang.load): \(seeds) seeds of \(callers) callers")
            let callers = callers
            let runs = Parallel.map(seeds) { ErlangRun(erlang, callers: callers, seed: UInt64($0) + 1) }
            let theory = erlang.theory
            let figures = [
                ("abandoned share", theory.abandonedShare, runs.map(\.abandonedShare)),
                ("mean wait, minutes", theory.meanWait, runs.map(\.meanWait)),
                ("occupancy", theory.occupancy, runs.map(\.occupancy)),
            ]
            for (name, formula, values) in figures {
                let spread = Spread(values)
                let apart = spread.deviationPct(from: formula)
                Console.say(row(erlang, name, formula, spread, apart))
                if abs(apart) > Self.deviationMaxPct || !spread.agrees(with: formula) {
                    failures.append("\(name) with \(erlang.agents) agents at \(erlang.load)")
                }
            }
        }
        Console.say("agents  load  what callers are told on coming, and how long those answered then waited, minutes")
        for erlang in Self.told where !estimatesHold(erlang) {
            failures.append("estimates of \(erlang.agents) agents at \(erlang.load)")
        }
        guard !failures.isEmpty else {
            return Console.say("every figure is within \(Int(Self.deviationMaxPct)) % of the formula")
        }
        for failure in failures { Console.say("does not hold: \(failure)") }
        throw ExitCode.failure
    }

    /// Desks whose estimates are looked at: one whose callers wait for ever, and one with many who leave. Where more
    /// leave, those who would have waited longest are not among the answered, and there is nothing to hold against.
    private static let told = [
        ErlangCase(agents: 20, load: 0.9, patienceMinutes: 100_000), ErlangCase(agents: 20, load: 0.95),
    ]
    /// How much longer or shorter the waits may be than what was told, per cent of the mean wait.
    private static let biasMaxPct = 10.0

    /// Whether callers are told better than if each were told the mean wait, and neither too much nor too little.
    private func estimatesHold(_ erlang: ErlangCase) -> Bool {
        let callers = callers
        let runs = Parallel.map(seeds) { ErlangRun(erlang, callers: callers, seed: UInt64($0) + 1) }
        func mean(_ path: KeyPath<ErlangRun, Double>) -> Double {
            runs.reduce(0) { $0 + $1[keyPath: path] } / Double(runs.count)
        }
        let wait = mean(\.waitOfThose)
        let (error, bias, fixed) = (mean(\.estimateError), mean(\.estimateBias), mean(\.meanError))
        let texts = [("wait", wait), ("error", error), ("bias", bias), ("error of the mean", fixed)]
            .map { "\($0.0) \(Console.number($0.1, 3, width: 6))" }
        let desk = [Console.number(Double(erlang.agents), 0, width: 6), Console.number(erlang.load, 2, width: 5)]
        Console.say((desk + texts).joined(separator: "  "))
        return error < fixed && abs(bias) * 100 < Self.biasMaxPct * wait
    }

    private func row(
        _ erlang: ErlangCase, _ name: String, _ formula: Double, _ spread: Spread, _ apart: Double
    ) -> String {
        [
            Console.number(Double(erlang.agents), 0, width: 6), Console.number(erlang.load, 2, width: 5), " " + name,
            Console.number(formula, 4, width: 27 - name.count), Console.number(spread.mean, 4, width: 9),
            Console.number(1.96 * spread.error, 4, width: 8), Console.number(apart, 2, width: 6) + " %",
        ].joined(separator: " ")
    }
}
