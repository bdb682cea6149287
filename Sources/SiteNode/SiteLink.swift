// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import NATSClient
import Synchronization

/// The node's connection for clients and other nodes, to its site's server whenever that is there.
///
/// The client library goes to the next server in the list when one is lost, and stays. Then a site hangs on another's
/// server, and two sites suffer when that one stands still. So the link looks for its own server, the first in the
/// list, and moves back: it listens at both for a moment, so that nobody finds the node absent.
final class SiteLink: Sendable {
    /// Something listened to, at whichever server.
    final class Line: Sendable {
        fileprivate let subject: String
        fileprivate let queueGroup: String?
        fileprivate let onMessage: @Sendable (NATSMessageHandle) -> Void
        fileprivate let subscription: Mutex<NATSSubscription>

        fileprivate init(
            _ subject: String, _ queueGroup: String?, _ subscription: NATSSubscription,
            _ onMessage: @escaping @Sendable (NATSMessageHandle) -> Void
        ) {
            self.subject = subject
            self.queueGroup = queueGroup
            self.subscription = Mutex(subscription)
            self.onMessage = onMessage
        }

        /// Lets what has been sent here come, then ends; not in a callback.
        func finishDraining() { subscription.withLock { $0 }.finishDraining() }
    }

    /// How often to look for the own server, seconds.
    private static let look: TimeInterval = 2
    /// How long a server may take to answer, or to pass on what was said at another.
    private static let patience = Duration.seconds(1)

    private let options: NATSOptions
    private let onEvent: @Sendable (NATSConnectionEvent) -> Void
    private let logger: Logger
    private let current: Mutex<NATSConnection>
    private let lines = Mutex<[Line]>([])
    /// The own server's address as the library writes it, once known.
    private let own = Mutex<String?>(nil)
    private let moving = DispatchQueue(label: "site-link")
    private let isClosed = Atomic(false)

    /// Connects.
    init(
        _ options: NATSOptions, logger: Logger, onEvent: @escaping @Sendable (NATSConnectionEvent) -> Void
    ) throws(NATSError) {
        var options = options
        // A server that stands still takes the site with it: left after 1.5 s.
        options.pingInterval = .milliseconds(500)
        self.options = options
        self.logger = logger
        self.onEvent = onEvent
        current = Mutex(try NATSConnection(options, onEvent: onEvent))
        lookLater()
    }

    private func lookLater() {
        guard options.servers.count > 1 else { return }
        moving.asyncAfter(deadline: .now() + Self.look) { [weak self] in
            guard let self, !isClosed.load(ordering: .acquiring) else { return }
            goHome()
            lookLater()
        }
    }

    /// The connection now: to say something, or to ask at once; not to keep.
    var connection: NATSConnection { current.withLock { $0 } }

    /// Listens, at this server and at those to come.
    @discardableResult
    func subscribe(
        _ subject: String, queueGroup: String? = nil, onMessage: @escaping @Sendable (NATSMessageHandle) -> Void
    ) throws(NATSError) -> Line {
        try lines.withLock { lines throws(NATSError) in
            let subscription = try connection.subscribe(subject, queueGroup: queueGroup, onMessage: onMessage)
            let line = Line(subject, queueGroup, subscription, onMessage)
            lines.append(line)
            return line
        }
    }

    /// Listens no more, but for what has been sent here already.
    func drain(_ ended: [Line]) {
        lines.withLock { lines in
            for line in ended {
                line.subscription.withLock { $0.drain() }
                lines.removeAll { $0 === line }
            }
        }
    }

    /// Ends the connection.
    func close() {
        isClosed.store(true, ordering: .releasing)
        // Whoever is moving has moved then.
        moving.sync {}
        connection.close()
    }

    // MARK: - Going home

    private func goHome() {
        let old = connection
        let at = old.connectedServer
        guard old.isConnected, own.withLock({ $0 }) != at else { return }
        do throws(NATSError) {
            var alone = options
            alone.servers = Array(options.servers.prefix(1))
            let scout = try NATSConnection(alone)
            defer { scout.close() }
            let home = scout.connectedServer
            own.withLock { $0 = home }
            // A server that has just started may not have found the others.
            guard home != at, try hears(scout, old) else { return }
            try move(from: old, to: home)
            logger.notice("back at the own server", metadata: [LogKey.server: "\(home)"])
        } catch {
            logger.debug("not back at the own server yet", metadata: [LogKey.error: "\(error)"])
        }
    }

    /// Lines that begin or end meanwhile wait: a moment, as one listener has been heard already.
    private func move(from old: NATSConnection, to home: String) throws(NATSError) {
        let next = try NATSConnection(options, onEvent: onEvent)
        do throws(NATSError) {
            let left = try lines.withLock { lines throws(NATSError) in
                var made: [NATSSubscription] = []
                for line in lines {
                    made.append(
                        try next.subscribe(line.subject, queueGroup: line.queueGroup, onMessage: line.onMessage))
                }
                // Where the others are, they know by now of every line.
                guard next.connectedServer == home, try hears(next, old) else {
                    throw NATSError(.timeout, operation: "move")
                }
                current.withLock { $0 = next }
                return zip(lines, made).map { line, new in
                    line.subscription.withLock { subscription in
                        defer { subscription = new }
                        subscription.drain()
                        return subscription
                    }
                }
            }
            for subscription in left { subscription.finishDraining() }
        } catch {
            next.close()
            throw error
        }
        old.close()
    }

    /// Whether one connection hears what another says, by however many servers.
    private func hears(_ listener: NATSConnection, _ speaker: NATSConnection) throws(NATSError) -> Bool {
        let heard = DispatchSemaphore(value: 0)
        let inbox = listener.makeInbox()
        let subscription = try listener.subscribe(inbox) {
            $0.discard()
            heard.signal()
        }
        defer { subscription.unsubscribe() }
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            try speaker.publish(inbox, [])
            if heard.wait(timeout: .now() + .milliseconds(50)) == .success { return true }
        }
        return false
    }
}
