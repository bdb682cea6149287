// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import Foundation
import NATSClient

/// `centralino call`: a caller, for trying things out.
struct CallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call: put a contact into a topic's line and follow it.",
        discussion: """
            Prints the claim number, and the position as it improves, until an agent is connected (with --wait until \
            the conversation is over). Ctrl-C hangs up: the contact is cancelled, or its conversation ended.
            """)

    @Argument(help: "What it is about.")
    var topic: String

    @Option(help: .init("Where it arrives (default: the first site).", valueName: "site"))
    var site: String?

    @Option(help: .init("0 to 255, higher is more urgent (default: the topic's).", valueName: "number"))
    var priority: Int?

    @Option(help: .init("The caller's number.", valueName: "number"))
    var caller: String?

    @Option(help: .init("The contact's id; the same again is the same contact (default: a new one).", valueName: "id"))
    var id: String?

    @Flag(help: "Stay until the conversation is over.")
    var wait = false

    @OptionGroup var client: ClientOptions

    /// Checks what the parser cannot.
    func validate() throws {
        try SiteFlag.check(site)
        try SiteFlag.check(id: topic, "A topic")
        try SiteFlag.check(id: id, "An id")
        if let priority, !(0...255).contains(priority) { throw ValidationError("--priority is 0 to 255.") }
    }

    /// Runs it.
    func run() throws {
        let mailbox = Mailbox<CallEvent>()
        Signals.onEnding { mailbox.post(.hangUp) }
        let client = try Client(try client.settings(), name: "centralino call") { mailbox.post(.connection($0)) }
        let site = try client.site(site)
        let id = id ?? "call-\(UUID().uuidString.prefix(18).lowercased())"
        let request = EnqueueRequest(id: id, topic: topic, priority: priority, caller: caller)
        do {
            try request.check()
            try client.connection.subscribe(client.subjects.contactEvent(site, id)) { handle in
                let bytes = handle.take().bytes
                if let event = try? Contract.decode(ContactEvent.self, bytes) { mailbox.post(.event(event)) }
            }
        } catch let error as ContractError {
            throw CommandFailure(.usage, "\(error.message) (\(error.field ?? "request")).")
        } catch {
            throw CommandFailure(.unavailable, "NATS does not let us hear what happens to the contact: \(error).")
        }
        var call = CallFollower(client: client, mailbox: mailbox, site: site, request: request, staysToTheEnd: wait)
        try call.run()
    }
}
