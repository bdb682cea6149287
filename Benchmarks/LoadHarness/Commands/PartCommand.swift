// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// `centralino-load part`: one process of a load, for its parent.
struct PartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "part", abstract: "One process of a load; it takes its order from the one that starts it.",
        shouldDisplay: false)

    func run() {
        // Ctrl-C is for the parent, which ends us in good order.
        signal(SIGINT, SIG_IGN)
        PartDriver().run()
    }
}
