// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `HelpDesk`: help desks in virtual time, every decision made by the engine of the product; and a day of one before a
/// real cluster.
@main
struct HelpDeskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "HelpDesk",
        abstract: "Play traces of help desks through the broker's engine, and hold them against what must come out.",
        discussion: """
            Time is virtual, chance comes from seeds: a run gives the same figures again. Homes answer at once; who \
            is next and who serves is decided by the engine alone. Each command ends with 1 when something that must \
            hold does not, and says what. Only `day` plays before real servers, in compressed time.
            """,
        subcommands: [ErlangCommand.self, TraceCommand.self, LextelCommand.self, DayCommand.self])
}
