// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BrokerContract
import NATSClient

/// `centralino top`: the wallboard in the terminal.
struct TopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Watch the pool live: the wallboard in the terminal.",
        discussion: """
            Shows the stats that the owner publishes each second: who owns the pool, each topic's line, agents and \
            figures, each site, and how long the broker itself takes. Where output is not a terminal, or with --plain, \
            it prints lines instead. Ctrl-C ends it.
            """)

    @Flag(help: "Print lines; do not draw.")
    var plain = false

    @Option(help: .init("Stop after so many stats documents, at least 1 (default: never).", valueName: "number"))
    var count: Int?

    @OptionGroup var client: ClientOptions

    private enum Event: Sendable {
        case message(NATSMessageHandle, topic: Bool)
        case end
    }

    /// Checks what the parser cannot.
    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count is at least 1.") }
    }

    /// Runs it.
    func run() throws {
        let mailbox = Mailbox<Event> { event in
            if case .message(let handle, _) = event { handle.discard() }
        }
        Signals.onEnding { mailbox.post(.end) }
        let client = try Client(try client.settings(), name: "centralino top")
        let subjects = client.subjects
        do {
            try client.connection.subscribe(subjects.stats) { mailbox.post(.message($0, topic: false)) }
            try client.connection.subscribe(subjects.topicStatsWildcard) { mailbox.post(.message($0, topic: true)) }
        } catch {
            throw CommandFailure(.unavailable, "NATS does not let us hear the stats: \(error).")
        }
        let isDrawing = Console.isTerminal && !plain
        if isDrawing { Console.write(Screen.open) }
        defer { if isDrawing { Console.write(Screen.close) } }
        watch(Wallboard(pool: client.settings.pool), mailbox, isDrawing)
    }

    private func watch(_ start: Wallboard, _ mailbox: Mailbox<Event>, _ isDrawing: Bool) {
        var board = start
        var documents = 0
        var tick = ContinuousClock.now
        while true {
            switch mailbox.next(until: tick) {
            case .end: return
            case .message(let handle, true): board.take(topic: handle.take().bytes)
            case .message(let handle, false):
                guard board.take(stats: handle.take().bytes) else { break }
                documents += 1
                // A topic's own document may come just after; plain lines wait for it a moment.
                if !isDrawing { printLines(&board, mailbox) }
                if let count, documents >= count {
                    if isDrawing { draw(board) }
                    return
                }
            case nil:
                tick = .now + .seconds(1)
                if isDrawing {
                    draw(board)
                } else if let line = board.newSilence() {
                    Console.report(line)
                }
            }
        }
    }

    private func printLines(_ board: inout Wallboard, _ mailbox: Mailbox<Event>) {
        let end = ContinuousClock.now + .milliseconds(100)
        while case .message(let handle, true)? = mailbox.next(until: end) {
            board.take(topic: handle.take().bytes)
        }
        for line in board.plainLines { Console.report(line) }
    }

    private func draw(_ board: Wallboard) {
        let size = Console.size
        Console.write(Screen.frame(board.lines(now: .now, width: size.columns), rows: size.rows, columns: size.columns))
    }
}
