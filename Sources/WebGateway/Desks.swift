// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import HTTPTypes
import Hummingbird
import Logging
import NATSClient
import NIOCore
import Synchronization

/// The desks that are open in browsers.
///
/// A desk is open as long as its stream of events is: a closed tab, a browser that ends and a computer that shuts down
/// end it at once, and then the agent is `unreachable` within a second, unless the page is only loaded anew. One that
/// vanishes without a word (its power, its network) answers no more pings: its page says the heartbeats, so that
/// silence is noticed all the same.
final class Desks: Sendable {
    private let site: SiteClient
    private let logger: Logger
    private let roll = Mutex(DeskRoll())
    /// The process ends, and its desks will find another way: they have not been closed by anybody.
    private let isEnding = Atomic(false)

    init(_ site: SiteClient, logger: Logger) {
        self.site = site
        self.logger = logger
    }

    /// From here on a stream that ends says nothing of its agent.
    func end() { isEnding.store(true, ordering: .releasing) }

    /// Whether an agent has a desk open here.
    func isOpen(_ agent: String) -> Bool { roll.withLock { $0.isOpen(agent) } }

    /// The broker has let an agent in by this gateway.
    func letIn(_ agent: String) { roll.withLock { $0.letIn(agent) } }

    /// The agent's events, until somebody closes the desk.
    func open(_ agent: String, _ request: Request, _ context: DeskContext) async -> Response {
        guard Names.isIdentifier(agent) else {
            return .refused(.badRequest("1–64 of A-Z a-z 0-9 _ -", field: "agent"))
        }
        guard site.isConnected else { return .refused(.unavailable("no connection to NATS; repeat")) }
        guard roll.withLock({ $0.opens(agent) }) else {
            return .refused(.full("\(WebLimits.desks) desks are open here", retryAfterMs: 10_000))
        }
        let desk = OpenDesk { [self] in closed(agent) }
        let (lines, source) = AsyncStream.makeStream(
            of: [UInt8].self, bufferingPolicy: .bufferingOldest(WebLimits.eventsWaiting))
        let browser = context.channel
        let tell = { @Sendable (line: [UInt8]) in
            // A browser that is too far behind loses its connection rather than events: it asks how things stand, then.
            if case .dropped = source.yield(line) { browser.close(promise: nil) }
        }
        do {
            let unfollow = try await site.follow(agent) { tell(Self.message($0)) }
            source.onTermination = { _ in unfollow() }
        } catch {
            return .refused(.unavailable("no events from NATS (\(error)); repeat"))
        }
        let body = ResponseBody { writer in
            defer { desk.close() }
            var out = writer
            try? await request.body.consumeWithCancellationOnInboundClose { _ in
                try await Self.write(lines, to: &out) { tell(Self.ping) }
            }
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    private func closed(_ agent: String) {
        guard let closing = roll.withLock({ $0.closes(agent) }) else { return }
        site.say(closed: agent, after: WebLimits.reloading) { [self] in
            guard !isEnding.load(ordering: .acquiring), roll.withLock({ $0.isGone(agent, since: closing) }) else {
                return false
            }
            logger.debug("desk closed", metadata: ["agent": "\(agent)"])
            return true
        }
    }

    /// Events as they come, and pings.
    private static func write(
        _ lines: AsyncStream<[UInt8]>, to writer: inout any ResponseBodyWriter, ping: @escaping @Sendable () -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask {
                while true {
                    ping()
                    try await Task.sleep(for: WebLimits.ping)
                }
            }
            defer { group.cancelAll() }
            try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
            for await line in lines { try await writer.write(ByteBuffer(bytes: line)) }
        }
    }

    private static let ping = Array("event: ping\ndata: {}\n\n".utf8)

    /// One server-sent event. A document of the contract has no line break in it.
    static func message(_ document: [UInt8]) -> [UInt8] { Array("data: ".utf8) + document + Array("\n\n".utf8) }
}

/// Closes a desk once, however its stream ends: also when it never began.
private final class OpenDesk: Sendable {
    private let isClosed = Atomic(false)
    private let onClose: @Sendable () -> Void

    init(onClose: @escaping @Sendable () -> Void) { self.onClose = onClose }

    deinit { close() }

    func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        onClose()
    }
}
