// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `centralino-load`: callers and agents of a scenario, against a pool, by its public contract alone.
@main
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "centralino-load",
        abstract: "Load a pool with callers and agents, time it, and check what it says.",
        discussion: """
            It knows nothing of the broker but its contract, so it is a witness from outside. Contacts come when the \
            scenario's seed says, however slow the broker is, and every time counts from when something was due.

            Exit codes: 0 all that was checked was kept; 1 the contract was violated; 2 the load is void: the sender \
            was late for more than 0.1 % of its sends, could not hear everything, or does not know what became of \
            somebody; 3 the load was not held: nothing was found, but requests were refused, contacts passed over, or \
            more than 1 % still there at the end; 64 a wrong command line or scenario; 69 the pool cannot be reached, \
            or an agent cannot log in; 70 a process of the load ended by itself; 73 a report cannot be written.
            """,
        subcommands: [RunCommand.self, SweepCommand.self, PartCommand.self])
}
