// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation

/// `centralino apply`: puts a configuration in force, whole or not at all.
struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Put a configuration in force: whole, or not at all.",
        discussion: """
            Reads YAML or JSON, says every error with its path and line (exit code 78), and otherwise what changed and \
            the revision now in force. What the file leaves out has its default; topics and agents it does not name \
            are removed. --restore puts an earlier configuration in force again, as a revision of its own.
            """)

    @Option(name: .shortAndLong, help: .init("The configuration; - is standard input.", valueName: "file"))
    var file: String?

    @Option(help: .init("The revision to put in force again, instead of a file.", valueName: "revision"))
    var restore: Int?

    @Flag(help: "Only say what would change.")
    var dryRun = false

    @Option(help: .init("The site to ask (default: any).", valueName: "site"))
    var site: String?

    @OptionGroup var client: ClientOptions

    /// Checks what the parser cannot.
    func validate() throws {
        try SiteFlag.check(site)
        guard (file == nil) != (restore == nil) else {
            throw ValidationError("Say what to apply: -f FILE, or --restore REVISION.")
        }
        guard restore.map({ $0 > 0 }) ?? true else { throw ValidationError("--restore counts from 1.") }
    }

    /// Runs it.
    func run() throws {
        let written = try file.map { try ConfigurationSource.read($0) }
        let client = try Client(try client.settings(), name: "centralino apply")
        let document = try written ?? ConfigurationSource.get(restore, over: client, site: site).config
        let name = file ?? "Revision \(restore ?? 0)"
        let reply = try ConfigurationSource.apply(document, isDryRun: dryRun, over: client, site: site, name: name)
        for change in reply.changes { Console.say(change) }
        if dryRun {
            let what = reply.changes.isEmpty ? "Nothing would change." : "Nothing is changed yet."
            Console.say("\(what) Revision \(reply.revision) is in force.")
        } else {
            let what = reply.changes.isEmpty ? "Nothing changed. " : ""
            Console.say("\(what)Revision \(reply.revision) is in force.")
        }
    }
}
