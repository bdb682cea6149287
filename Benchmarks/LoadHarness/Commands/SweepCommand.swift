// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract

/// `centralino-load sweep`.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Run a scenario at rising rates, up to the first that is not held: the knee.",
        discussion: """
            A rate is held when the load is good, nothing is refused, 99 of 100 offers come within --limit of contact \
            and agent being free, and no more than 1 % of the contacts are left at the end. The scenario needs agents \
            enough for the highest rate: else the knee is theirs.
            """)

    @Argument(help: "The scenario's file; its rate and measured time are replaced.")
    var scenario: String

    @OptionGroup var options: PoolOptions

    @Option(help: .init("The first rate, contacts a second.", valueName: "rate"))
    var from = 50.0

    @Option(help: .init("The last rate.", valueName: "rate"))
    var to = 5_000.0

    @Option(help: .init("Each rate is so many times the one before, 1.01 to 10.", valueName: "number"))
    var factor = 1.5

    @Option(help: .init("How long each rate is measured.", valueName: "duration"))
    var hold = "10s"

    @Option(help: .init("The most that 99 of 100 offers may take.", valueName: "duration"))
    var limit = "100ms"

    @Option(help: .init("Write the report as JSON.", valueName: "file"))
    var json: String?

    @Option(help: .init("Write the report as a page with plots.", valueName: "file"))
    var html: String?

    func validate() throws {
        guard (1.01...10).contains(factor) else { throw ValidationError("--factor is 1.01 to 10.") }
        guard (0.1...100_000).contains(from), (from...100_000).contains(to) else {
            throw ValidationError("--from and --to are rates, 0.1 to 100000, and --to is not below --from.")
        }
        guard let hold = ConfiguredDuration(hold), (1_000...3_600_000).contains(hold.milliseconds) else {
            throw ValidationError("--hold is a duration, 1s to 1h.")
        }
        guard ConfiguredDuration(limit) != nil else { throw ValidationError("--limit is a duration.") }
    }

    func run() {
        ScenarioFile.exiting {
            let interruption = Interruption()
            let scenario = try ScenarioFile.read(self.scenario)
            try ScenarioFile.check(json, html)
            let steps = try options.withPool(for: scenario) { try sweep(scenario, $0, interruption) }
            let report = SweepReport(scenario: ScenarioFile.name(self.scenario), steps: steps)
            print(report.conclusion)
            try ScenarioFile.write(ScenarioFile.json(report), to: json)
            try ScenarioFile.write(report.page, to: html)
            return report.verdict.exitCode
        }
    }

    private func sweep(
        _ scenario: Scenario, _ pool: LoadedPool, _ interruption: Interruption
    ) throws -> [SweepStep] {
        let hold = ConfiguredDuration(hold)?.nanoseconds ?? 0
        let limitUs = Double(ConfiguredDuration(limit)?.nanoseconds ?? 0) / 1_000
        let conductor = Conductor(
            pool, processes: options.processes, program: PoolOptions.program, interruption: interruption)
        var steps: [SweepStep] = []
        for rate in SweepReport.rates(from: from, to: to, factor: factor) {
            let load = try conductor.load(scenario.with(rate: rate, measure: hold), name: "\(rate.short)/s")
            let step = SweepStep(LoadReport(load), limitUs: limitUs)
            // What was stopped before its time is no step.
            if interruption.wasAsked { break }
            print(SweepReport.line(step))
            steps.append(step)
            if step.why != nil { break }
        }
        return steps
    }
}
