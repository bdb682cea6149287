// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerSimulator
import Foundation
import SiteNode

/// `centralino audit`: reads a pool's whole log and judges it by the simulator's own checker.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read a pool's whole log, and check every promise it must keep.",
        discussion: """
            Authenticates each batch, folds it, and judges it by the checker of `centralino simulate`: one writer an \
            epoch, one chain, at every offer the order by priority and arrival, contact and agent free, turns that \
            only grow, places kept, ends final. Changes nothing.

            Needs the log from its first message; nodes trim it behind snapshots, some 10,000 batches back. Ends with \
            1 if a promise is broken, 69 if the log cannot be read.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Option(help: "File with the pool's master key: 64 hexadecimal digits, readable by its owner only.")
    var key: String

    @Option(
        help: .init(
            "The id of every contact that was ever asked to be enqueued, a line each: then a contact in the log that "
                + "nobody asked for is a violation.", valueName: "file"))
    var asked: String?

    /// Runs it.
    func run() throws {
        let ids = try asked.map { try Self.lines(of: $0) }
        let audit = try Self.audit(connection, key: key, asked: ids)
        for violation in audit.violations { Console.say("\(violation)") }
        Console.say(
            "log: \(audit.batches) batches, \(audit.contacts) contacts, \(audit.offers) offers, "
                + "\(audit.epochs) epochs, "
                + "homes taken \(audit.homesTaken) times, sites detached \(audit.detached) times, "
                + "\(audit.violations.count) violations")
        guard audit.violations.isEmpty else { throw CommandFailure(.refused, "The log breaks a promise.") }
    }

    private static func audit(
        _ connection: ConnectionOptions, key: String, asked: Set<String>?
    ) throws(CommandFailure) -> LogAudit {
        do throws(NodeError) {
            let log = try PoolLog(
                connection.natsOptions(name: "audit"), prefix: connection.prefix, pool: connection.pool,
                masterKeyFile: key)
            defer { log.close() }
            var audit = LogAudit(authenticator: log.authenticator, asked: asked)
            try log.read { audit.take($0) }
            return audit
        } catch {
            throw CommandFailure(.init(rawValue: error.code.rawValue) ?? .unavailable, error.message)
        }
    }

    private static func lines(of file: String) throws(CommandFailure) -> Set<String> {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw CommandFailure(.files, "Cannot read \(file).")
        }
        return Set(text.split(separator: "\n").map(String.init))
    }
}
