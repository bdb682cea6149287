// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import SiteNode

/// `centralino recover`: begins a new generation of a pool's log that was lost or has lost its end.
struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Begin the log anew from what nodes and servers have left of it; with all nodes stopped.",
        discussion: """
            For a log that is lost, behind what nodes have seen, or put back from an older copy: nodes then refuse to \
            act (exit code 78). Stop all nodes of the pool, give their data directories, or copies of them, and what \
            is most advanced becomes the first state of a new generation. Start the nodes then: each home presents \
            again every contact and agent it has. What only the log knew after that state is lost, and the command \
            says so first. Safe to repeat.
            """)

    @Option(
        name: .customLong("data"),
        help: .init("A node's data directory, with its log.image; once for each that can be had.", valueName: "folder"))
    var directories: [String] = []

    @OptionGroup var connection: ConnectionOptions

    @Option(help: "File with the pool's master key.")
    var key: String

    @Option(help: "Copies of the log: 1, 3 or 5. Used when it must be made anew.")
    var replicas: Int = 1

    @Flag(help: "Begin without asking.")
    var yes = false

    /// Checks what the parser cannot.
    func validate() throws {
        guard [1, 3, 5].contains(replicas) else { throw ValidationError("--replicas must be 1, 3 or 5") }
    }

    /// Runs it.
    func run() throws {
        var options = RecoveryOptions(
            pool: connection.pool, nats: connection.natsOptions(name: "centralino recover"),
            dataDirectories: directories, masterKeyFile: key)
        options.prefix = connection.prefix
        options.replicas = replicas
        do throws(NodeError) {
            let recovery = try PoolRecovery(options)
            defer { recovery.close() }
            try recover(recovery)
        } catch {
            throw CommandFailure(CommandFailure.Code(rawValue: error.code.rawValue) ?? .software, error.message)
        }
    }

    private func recover(_ recovery: PoolRecovery) throws(NodeError) {
        tell(recovery)
        let running = try recovery.runningNodes()
        guard running.isEmpty else {
            throw NodeError(
                .configuration,
                "still running: \(running.joined(separator: ", ")). Stop every node of the pool first")
        }
        guard !recovery.isDone else {
            return Console.say(
                "Generation \(recovery.best.generation) has begun already, and no node has acted since. Start the "
                    + "nodes.")
        }
        guard yes || isConfirmed(recovery.best.generation + 1) else {
            throw NodeError(.usage, "nothing is changed; say yes, or give --yes")
        }
        let begun = try recovery.begin()
        Console.say(
            "Generation \(begun.generation) begins, with epochs above \(begun.epoch), at message \(begun.logSequence) "
                + "of the log. Start the nodes: \(begun.sites.joined(separator: ", ")).")
    }

    private func tell(_ recovery: PoolRecovery) {
        for problem in recovery.problems { Console.note("not used: \(problem)") }
        var table = TextTable([
            .text(""), .number("GENERATION"), .number("EPOCH"), .number("EVENT"), .number("MESSAGE"), .text("TIME"),
            .number("CONTACTS"), .text("FROM"),
        ])
        let best = recovery.best
        for candidate in recovery.candidates where candidate.sequence > 0 {
            let isBest = candidate.source == best.source
            let log = candidate.messagesFolded > 0 ? " and \(candidate.messagesFolded) messages of the log" : ""
            table.add([
                isBest ? "*" : "", String(candidate.generation), String(candidate.epoch), String(candidate.sequence),
                String(candidate.logSequence), Self.instant(candidate.time), String(candidate.contacts),
                candidate.source + log,
            ])
        }
        for line in table.lines { Console.say(line) }
        Console.say("")
        Console.say(
            "The new generation begins with the state marked *: configuration \(best.revision), sites "
                + "\(best.sites.joined(separator: ", ")).")
        if !recovery.hasStream { Console.say("JetStream has no log any more: it is made anew.") }
        Console.say(
            "Lost at most: what only the log knew after \(Self.instant(best.time)), that is changes of configuration, "
                + "agents' moves to another site, and contacts whose home's own store is lost too. Contacts and agents "
                + "that a home's store has are kept, in the order of priority and arrival.")
    }

    private static func instant(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1_000).formatted(.iso8601)
    }

    private func isConfirmed(_ generation: Int) -> Bool {
        guard Console.hasKeyboard else { return false }
        Console.write("Begin generation \(generation)? Type yes: ")
        return readLine()?.lowercased() == "yes"
    }
}
