// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// The command `centralino`: parses, runs, and ends with the exit code that says how it went.
@main
struct Main: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "centralino",
        abstract: "The queue and presence broker under a contact centre of several sites.",
        discussion: """
            Begin with `centralino up`: the whole system on this machine, with nothing prepared. The commands below it \
            then need no flags.

            Every flag is also a variable of the environment: --nats-port is CENTRALINO_NATS_PORT. Flags win. A switch \
            such as --json is on with 1, true or yes. CENTRALINO_NATS_SERVER names another nats-server for `up`.

            Exit codes: 0 done, 1 refused, 64 bad usage, 69 NATS or a site cannot be reached, 73 or 74 a file cannot \
            be made or used, 78 bad configuration.
            """,
        version: Product.version,
        subcommands: [
            UpCommand.self, NodeCommand.self, ApplyCommand.self, GetCommand.self, CallCommand.self, AgentCommand.self,
            TopCommand.self, DialectCommand.self, HistoryCommand.self, ExplainCommand.self, ReportCommand.self,
            RecoverCommand.self,
            SimulateCommand.self, AuditCommand.self,
        ])

    /// Runs the command line.
    static func main() {
        do {
            let flags = FlagEnvironment(help: _dumpHelp(), environment: ProcessInfo.processInfo.environment)
            var command = try parseAsRoot(try flags.complete(Array(CommandLine.arguments.dropFirst())))
            try command.run()
        } catch let failure as CommandFailure {
            Console.note("centralino: \(failure.message)")
            Foundation.exit(failure.code.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
