// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import SiteNode

/// `centralino explain`: why each offer of a contact went to whom it went.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a contact was offered to each agent, from the log.",
        discussion: """
            Reads the pool's log from the oldest snapshot that it goes on from, and asks the engine just before each \
            offer: who was free, at which level, in which order the topic's strategy has them, who was not and why, \
            and who was first in each line that the agent serves. A number that is a valid claim number is taken for \
            one: then it tells of all contacts of that claim. Changes nothing, asks no node.

            Nodes trim the log behind snapshots, some 10,000 batches back; what was before is told as far as it is \
            known. What a site decided while it was cut off is in the log without its reasons. Ends with 1 if the log \
            says nothing of the contact, 69 if it cannot be read.
            """)

    @Argument(help: .init("A claim number, or the id of a contact.", valueName: "contact|claim"))
    var subject: String

    @Option(
        help: .init(
            "File with the pool's master key (default: that of the context file).", valueName: "file"))
    var key: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    @OptionGroup var client: ClientOptions

    /// Runs it.
    func run() throws {
        let settings = try client.settings()
        guard let key = key ?? settings.key else {
            throw CommandFailure(.usage, "The log is read with the pool's master key: give its file with --key.")
        }
        let document = try Self.read(settings, key, subject)
        if json {
            Console.say(String(decoding: Contract.encodeCanonical(document), as: UTF8.self))
        } else {
            ExplainedText.lines(document).forEach(Console.say)
        }
        guard !document.contacts.isEmpty else {
            throw CommandFailure(
                .refused, "The log says nothing of \(subject). It was read \(ExplainedText.span(document)).")
        }
    }

    private static func read(
        _ settings: ConnectionSettings, _ key: String, _ subject: String
    ) throws(CommandFailure) -> ExplanationDocument {
        do throws(NodeError) {
            let log = try PoolLog(
                settings.natsOptions(name: "centralino explain"), prefix: settings.prefix, pool: settings.pool,
                masterKeyFile: key)
            defer { log.close() }
            return try log.explain(subject)
        } catch {
            throw CommandFailure(.init(rawValue: error.code.rawValue) ?? .unavailable, error.message)
        }
    }
}
