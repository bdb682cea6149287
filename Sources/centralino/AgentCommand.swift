// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation
import NATSClient

/// `centralino agent`: an agent's desk in the terminal, for trying things out.
struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Be an agent: log in, take offers, talk, finish.",
        discussion: """
            Logs in, sends a heartbeat each 5 s and shows what is offered. Enter does what comes next: accepts the \
            offer, ends the conversation, ends wrap-up. r rejects the offer, b takes a break, a is available again, q \
            leaves (each with Enter). With --auto it does all that by itself. Ctrl-C leaves too: what is open is \
            finished, the agent is offline, and the exit code is 0.
            """)

    @Argument(help: "The agent's name: 1 to 64 characters of A-Z, a-z, 0-9, _ and -.")
    var name: String

    @Option(help: .init("The agent's site (default: the first site).", valueName: "site"))
    var site: String?

    @Option(
        help: .init(
            "Topics, each with its level if it is not 1: pec,firma:2. Level 1 is asked first, 9 last. Not needed where "
                + "the configuration names agents.",
            valueName: "a,b"))
    var topics: String?

    @Option(
        help: .init(
            "Channels, each with how many contacts at once if it is not one: voice,chat:3 (default: "
                + "voice,callback).",
            valueName: "a,b"))
    var channels: String?

    @Option(help: .init("Where media finds the agent, such as sip:anna@milano.", valueName: "address"))
    var address: String?

    @Flag(help: "Accept every offer, talk for --talk, end, wrap up.")
    var auto = false

    @Option(help: .init("How long to talk with --auto: 800ms, 10s, 2m.", valueName: "duration"))
    var talk = "10s"

    @OptionGroup var client: ClientOptions

    /// Checks what the parser cannot.
    func validate() throws {
        try SiteFlag.check(site)
        try SiteFlag.check(id: name, "An agent's name")
        guard ConfiguredDuration(talk) != nil else { throw ValidationError("--talk is a duration, such as 10s.") }
        _ = try login()
    }

    /// Runs it.
    func run() throws {
        let mailbox = Mailbox<DeskEvent>()
        Signals.onEnding { mailbox.post(.leave) }
        let client = try Client(try client.settings(), name: "centralino agent") { mailbox.post(.connection($0)) }
        let site = try client.site(site)
        do {
            try client.connection.subscribe(client.subjects.agentEvent(site, name)) { handle in
                let bytes = handle.take().bytes
                if let event = try? Contract.decode(AgentEvent.self, bytes) { mailbox.post(.event(event)) }
            }
        } catch {
            throw CommandFailure(.unavailable, "NATS does not let us hear what happens to the agent: \(error).")
        }
        let login = try login()
        let talk = auto ? Duration.milliseconds(ConfiguredDuration(talk)?.milliseconds ?? 0) : nil
        let desk = Desk(client: client, mailbox: mailbox, site: site, login: login, talk: talk)
        if !auto { Keyboard.onLine { mailbox.post(.line($0)) } }
        try desk.run()
    }

    private func login() throws -> LoginRequest {
        LoginRequest(
            agent: name, topics: try Self.numbers(topics, "A topic's level", in: 1...9),
            channels: try Self.numbers(channels, "How many contacts of a channel at once", in: 1...100),
            agentAddress: address, intent: .available)
    }

    /// Names with a number each, which is 1 where nothing else is said: `pec,firma:2`.
    private static func numbers(_ list: String?, _ what: String, in range: ClosedRange<Int>) throws -> [String: Int]? {
        guard let list else { return nil }
        var numbers: [String: Int] = [:]
        for part in list.split(separator: ",") {
            let words = part.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            try SiteFlag.check(id: words[0], "The name in \"\(part)\"")
            let number = words.count > 1 ? Int(words[1]) : 1
            guard let number, range.contains(number) else {
                throw ValidationError(
                    "\(what) is \(range.lowerBound) to \(range.upperBound), as in \(words[0]):2; \"\(part)\" is not.")
            }
            numbers[words[0]] = number
        }
        return numbers
    }
}
