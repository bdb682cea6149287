// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import NATSClient

/// `centralino dialect`: events as other queue systems log them, for the reports that read those.
struct DialectCommand: ParsableCommand {
    /// Whose words.
    enum Dialect: String, CaseIterable, ExpressibleByArgument {
        case asterisk
        case freeswitch
    }

    static let configuration = CommandConfiguration(
        commandName: "dialect", abstract: "Follow events, and write them as Asterisk or FreeSWITCH would.",
        discussion: """
            asterisk: lines of queue_log. freeswitch: callcenter::info events as the event socket writes them. Writes \
            to standard output as events come; Ctrl-C ends it. It tells what it hears: an event that is missed while \
            it is not connected is in no line, and what began before it is told from where it is first heard of. \
            Records that miss nothing are the nodes' histories (`centralino report`).
            """)

    @Argument(help: "asterisk or freeswitch.")
    var dialect: Dialect

    @OptionGroup var client: ClientOptions

    private enum Heard: Sendable {
        case contact(NATSMessageHandle)
        case agent(NATSMessageHandle)
        case end
    }

    /// Runs it.
    func run() throws {
        let mailbox = Mailbox<Heard> { heard in
            switch heard {
            case .contact(let handle), .agent(let handle):
                handle.discard()
                Console.note("An event was dropped: nobody reads as fast as events come.")
            case .end: break
            }
        }
        Signals.onEnding { mailbox.post(.end) }
        let client = try Client(try client.settings(), name: "centralino dialect")
        do {
            try client.connection.subscribe(client.subjects.contactEventWildcard()) { mailbox.post(.contact($0)) }
            try client.connection.subscribe(client.subjects.agentEventWildcard()) { mailbox.post(.agent($0)) }
            try client.connection.flush(timeout: .seconds(2))
        } catch {
            throw CommandFailure(.unavailable, "NATS does not let us hear the events: \(error).")
        }
        Console.note("Following the events of pool \(client.settings.pool).")
        var follower = DialectFollower()
        while true {
            switch mailbox.next(until: .now + .seconds(60)) {
            case .end: return
            case .contact(let handle):
                guard let event = try? Contract.decode(ContactEvent.self, handle.take().bytes) else { continue }
                tell(follower.take(event), at: event.at)
            case .agent(let handle):
                guard let event = try? Contract.decode(AgentEvent.self, handle.take().bytes) else { continue }
                tell(follower.take(event), at: event.at)
            case nil: continue
            }
        }
    }

    private func tell(_ facts: [DialectFact], at: Int) {
        for fact in facts {
            switch dialect {
            case .asterisk: QueueLogLine.text(fact, at: at).map(Console.say)
            case .freeswitch: CallCenterEvent.text(fact, at: at).map(Console.say)
            }
        }
    }
}
