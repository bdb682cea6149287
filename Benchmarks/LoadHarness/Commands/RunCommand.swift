// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `centralino-load run`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a scenario once, and report.", discussion: ScenarioHelp.text)

    @Argument(help: "The scenario's file.")
    var scenario: String

    @OptionGroup var options: PoolOptions

    @Option(help: .init("Write the report as JSON.", valueName: "file"))
    var json: String?

    @Option(help: .init("Write the report as a page with plots.", valueName: "file"))
    var html: String?

    func run() {
        ScenarioFile.exiting {
            let interruption = Interruption()
            let scenario = try ScenarioFile.read(self.scenario)
            try ScenarioFile.check(json, html)
            let before = MachineWork.now
            var load = try options.withPool(for: scenario) { pool in
                try Conductor(
                    pool, processes: options.processes, program: PoolOptions.program, interruption: interruption
                ).load(scenario, name: ScenarioFile.name(self.scenario))
            }
            // The pool has ended by now, so that its work is this program's.
            if options.startsPool, let before { load.otherCores = MachineWork.now?.others(since: before) }
            let report = LoadReport(load)
            TextReport.lines(report).forEach { print($0) }
            try ScenarioFile.write(ScenarioFile.json(report), to: json)
            try ScenarioFile.write(HTMLReport.page(report, load.figures), to: html)
            return report.verdict.exitCode
        }
    }
}
