// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `Figures`: what the broker costs, beside floors and beside itself.
@main
struct FiguresCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Figures", abstract: "Measure pools on this machine.",
        subcommands: [FloorCommand.self, PoolsCommand.self, LivesCommand.self], defaultSubcommand: FloorCommand.self)
}
