// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct LextelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "lextel")
    func run() throws {}
}
