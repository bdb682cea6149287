// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `HelpDesk trace`: the engine beside a recursion of a few lines, caller by caller.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Play traces through the engine and by a short recursion: all must be equal.",
        discussion: """
            Callers of three sites in one line, by priority and arrival; agents of three sites, longest idle first. \
            What must hold: the same callers are answered in the same order by the same agents, and each waits \
            exactly as long, to the millisecond.
            """)

    @Option(help: .init("Seeds of each shape, 1 to 1000.", valueName: "number")) var seeds = 4
    @Option(help: .init("Callers of each trace, 1 to 1,000,000.", valueName: "number")) var callers = 50_000

    private static let shapes = [
        TraceShape(agents: 1, load: 0.9, levels: 1, grainMs: 1),
        TraceShape(agents: 20, load: 0.95, levels: 1, grainMs: 1),
        TraceShape(agents: 20, load: 1.2, levels: 4, grainMs: 1),
        TraceShape(agents: 5, load: 1.1, levels: 3, grainMs: 60_000),
        TraceShape(agents: 200, load: 1.0, levels: 2, grainMs: 1_000),
    ]

    /// Checks what the parser cannot.
    func validate() throws {
        guard (1...1_000).contains(seeds) else { throw ValidationError("--seeds is 1 to 1000.") }
        guard (1...1_000_000).contains(callers) else { throw ValidationError("--callers is 1 to 1000000.") }
    }

    /// Runs it.
    func run() throws {
        var isEqual = true
        for shape in Self.shapes {
            let callers = callers
            let checks = Parallel.map(seeds) { seed in
                TraceCheck(shape.trace(callers: callers, seed: UInt64(seed) + 1), agents: shape.agents)
            }
            let answered = checks.reduce(0) { $0 + $1.answered }
            let waited = checks.reduce(0) { $0 + $1.waited }
            Console.say(
                "\(shape.agents) agents at \(shape.load), \(shape.levels) levels, times of \(shape.grainMs) ms: "
                    + "\(seeds * callers) callers, \(waited) waited, \(answered) answered")
            for (seed, check) in checks.enumerated() where !check.agrees {
                isEqual = false
                Console.say(
                    "  does not hold for seed \(seed + 1): first other fate at caller "
                        + "\(check.firstDifferentFate ?? -1), first other place \(check.firstDifferentPlace ?? -1)")
            }
        }
        guard isEqual else { throw ExitCode.failure }
        Console.say("the order of service is the same, and every wait")
    }
}
