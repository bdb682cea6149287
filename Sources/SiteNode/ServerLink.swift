// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Foundation
import Logging
import NATSClient
import Synchronization

/// A node's connection to its site's server whenever that is there, and else to another's.
///
/// The client library goes to the next server in the list when one is lost, and stays. Then a site hangs on another's
/// server, and two sites suffer when that one stands still. So the link looks for its own server, the first in the
/// list, and moves back: it listens at both for a moment, so that nobody finds the node absent.
final class ServerLink: Sendable {
    /// Something that is listened to, at whichever server.
    struct Line: Hashable, Sendable {
        fileprivate let number: Int
    }

    private struct Listening {
        let line: Line
        let subject: String
        let queueGroup: String?
        let onMessage: @Sendable (NATSMessageHandle) -> Void
        var subscription: NATSSubscription

        func repeated(on connection: NATSConnection) throws(NATSError) -> NATSSubscription {
            try connection.subscribe(subject, queueGroup: queueGroup, onMessage: onMessage)
        }
    }

    private struct Lines {
        var made = 0
        var all: [Listening] = []
    }

    private struct Current {
        var connection: NATSConnection
        /// The one before until it has ended: a turn may be under way on it.
        var previous: NATSConnection?
        var isClosed = false
    }

    /// Where the link wants to be; only for who moves.
    private struct Plan {
        /// The list, beginning with the server that was tried first last time.
        var servers: [String]
        /// The own server's address as the library writes it, once known.
        var own: String?
        /// How many looks in a row the own server was good.
        var goodLooks = 0
        var homeSince: ContinuousClock.Instant?
        /// Not home before this.
        var awayUntil = ContinuousClock.now
    }

    /// How often to look for the own server, and whether there is a connection at all, seconds.
    private static let lookEach: TimeInterval = 2
    /// How long to stay away from a server that was left on purpose, or was lost so soon after coming back.
    private static let absence = Duration.seconds(30)
    /// How long a server may take to pass on what was said at another.
    private static let patience = Duration.seconds(1)

    private let options: NATSOptions
    private let logger: Logger
    private let onRefused: @Sendable () -> Void
    private let current: Mutex<Current>
    private let lines = Mutex(Lines())
    private let plan: Mutex<Plan>
    private let isLeaving = Atomic(false)
    private let moving = DispatchQueue(label: "server-link")

    /// Connects.
    ///
    /// - Parameters:
    ///   - options: the own server first.
    ///   - onRefused: called once when the servers have refused the link for good, so that it has ended by itself.
    init(_ options: NATSOptions, logger: Logger, onRefused: @escaping @Sendable () -> Void) throws(NATSError) {
        self.options = options
        self.logger = logger
        self.onRefused = onRefused
        plan = Mutex(Plan(servers: options.servers))
        current = Mutex(Current(connection: try Self.connect(options, logger)))
        lookLater()
    }

    /// A connection whose changes are logged.
    ///
    /// - Parameter onClosed: called when it has ended, by itself or because it was told to.
    static func connect(
        _ options: NATSOptions, _ logger: Logger, onClosed: @escaping @Sendable () -> Void = {}
    ) throws(NATSError) -> NATSConnection {
        var options = options
        // A server that stands still takes the site with it: left after 1.5 s, where there is another.
        if options.servers.count > 1 { options.pingInterval = .milliseconds(500) }
        options.pendingMessagesLimit = Limits.subscriptionMessages
        options.pendingBytesLimit = Limits.subscriptionBytes
        let name = options.name
        return try NATSConnection(options) { event in
            logger.report(event, of: name)
            if event == .closed { onClosed() }
        }
    }

    /// The connection now: to say something, or to ask at once; not to keep.
    ///
    /// Who sends together stays with the connection on which they began: else its later words would come first.
    var connection: NATSConnection {
        current.withLock { current in
            guard let previous = current.previous, previous.isGathering, !previous.isClosed else {
                return current.connection
            }
            return previous
        }
    }

    private var isClosed: Bool { current.withLock { $0.isClosed } }

    /// Listens, at this server and at those to come.
    @discardableResult
    func subscribe(
        _ subject: String, queueGroup: String? = nil, onMessage: @escaping @Sendable (NATSMessageHandle) -> Void
    ) throws(NATSError) -> Line {
        try lines.withLock { lines throws(NATSError) in
            // Not where a turn still says what it has to say: that connection is about to end.
            let now = current.withLock { $0.connection }
            let subscription = try now.subscribe(subject, queueGroup: queueGroup, onMessage: onMessage)
            lines.made += 1
            let line = Line(number: lines.made)
            lines.all.append(
                Listening(
                    line: line, subject: subject, queueGroup: queueGroup, onMessage: onMessage,
                    subscription: subscription))
            return line
        }
    }

    /// Listens no more, but for what has been sent here already.
    ///
    /// - Returns: What still delivers that, to be waited for or not.
    @discardableResult
    func drain(_ ended: [Line]) -> [NATSSubscription] {
        let subscriptions = lines.withLock { lines in
            defer { lines.all.removeAll { ended.contains($0.line) } }
            return lines.all.filter { ended.contains($0.line) }.map(\.subscription)
        }
        for subscription in subscriptions { subscription.drain() }
        return subscriptions
    }

    /// Ends the connection.
    func close() {
        current.withLock { current in
            current.isClosed = true
            return current.connection
        }.close()
    }

    // MARK: - Moving

    /// Leaves a server that is of no use for the next in the list, in the background, and stays away for a while.
    func leave() {
        guard options.servers.count > 1, !isLeaving.exchange(true, ordering: .acquiringAndReleasing) else { return }
        moving.async { [self] in
            defer { isLeaving.store(false, ordering: .releasing) }
            var elsewhere = options
            elsewhere.servers = plan.withLock { plan in
                plan.awayUntil = .now + Self.absence
                plan.servers = Array(plan.servers.dropFirst() + plan.servers.prefix(1))
                return plan.servers
            }
            attempt("server left") { () throws(NATSError) in try move(to: elsewhere) { _ throws(NATSError) in true } }
        }
    }

    private func lookLater() {
        moving.asyncAfter(deadline: .now() + Self.lookEach) { [weak self] in
            guard let self, let connection = current.withLock({ $0.isClosed ? nil : $0.connection }) else { return }
            guard !connection.isClosed else { return onRefused() }
            if options.servers.count > 1 {
                attempt("back at the own server") { () throws(NATSError) in try goHome() }
            }
            lookLater()
        }
    }

    private func attempt(_ what: Logger.Message, _ body: () throws(NATSError) -> Bool) {
        do throws(NATSError) {
            guard !isClosed, try body() else { return }
            logger.notice(
                what, metadata: [LogKey.link: "\(options.name)", LogKey.server: "\(connection.connectedServer)"])
        } catch {
            logger.debug("not moved", metadata: [LogKey.link: "\(options.name)", LogKey.error: "\(error)"])
        }
    }

    private func goHome() throws(NATSError) -> Bool {
        let here = connection
        let at = here.connectedServer
        // How many looks in a row: one that fails, also by an error, is followed by none.
        let looks = plan.withLock { plan in
            defer { plan.goodLooks = 0 }
            return plan.goodLooks
        }
        guard here.isConnected, wantsHome(from: at) else { return false }
        let scout = try visit(options.servers[0])
        defer { scout.close() }
        let own = scout.connectedServer
        plan.withLock { $0.own = own }
        guard own != at, try isAmongOthers(scout, here) else { return false }
        // Once may be before all servers have found each other.
        guard looks > 0 else {
            plan.withLock { $0.goodLooks = 1 }
            return false
        }
        let isHome = try move(to: options) { next throws(NATSError) in
            guard next.connectedServer == own else { return false }
            return try isAmongOthers(next, here)
        }
        if isHome {
            plan.withLock { plan in
                plan.servers = options.servers
                plan.homeSince = .now
            }
        }
        return isHome
    }

    private func wantsHome(from address: String) -> Bool {
        plan.withLock { plan in
            guard plan.own != address else { return false }
            // A server that comes and goes costs more than one that is away.
            if let since = plan.homeSince, .now - since < Self.absence { plan.awayUntil = .now + Self.absence }
            plan.homeSince = nil
            return .now >= plan.awayUntil
        }
    }

    /// A connection to one server alone.
    private func visit(_ server: String) throws(NATSError) -> NATSConnection {
        var alone = options
        alone.servers = [server]
        alone.discoversServers = false
        return try NATSConnection(alone)
    }

    /// Whether a server, by a connection to it, is with the others: it hears what is said here, or else what is said at
    /// a third server, for the one here may be the one that is cut off.
    private func isAmongOthers(_ guest: NATSConnection, _ here: NATSConnection) throws(NATSError) -> Bool {
        if try hears(guest, from: here) { return true }
        for server in options.servers.dropFirst() {
            guard let third = try? visit(server) else { continue }
            defer { third.close() }
            if third.connectedServer != here.connectedServer, try hears(guest, from: third) { return true }
        }
        return false
    }

    /// Listens over another connection too, and goes over to it if that is good.
    private func move(
        to options: NATSOptions, ifGood isGood: (NATSConnection) throws(NATSError) -> Bool
    ) throws(NATSError) -> Bool {
        let next = try Self.connect(options, logger)
        var made: [Line: NATSSubscription] = [:]
        do throws(NATSError) {
            for listening in lines.withLock({ $0.all }) { made[listening.line] = try listening.repeated(on: next) }
            if try isGood(next), let left = try goOver(to: next, made) {
                Self.end(left.connection, left.subscriptions)
                current.withLock { $0.previous = nil }
                return true
            }
        } catch {
            next.close()
            throw error
        }
        Self.end(next, Array(made.values))
        return false
    }

    /// Ends a connection once it has delivered what was sent to it.
    private static func end(_ connection: NATSConnection, _ subscriptions: [NATSSubscription]) {
        for subscription in subscriptions { subscription.drain() }
        for subscription in subscriptions { subscription.finishDraining() }
        connection.close()
    }

    /// From here on the next connection is the one; nil when the link was closed meanwhile.
    private func goOver(
        to next: NATSConnection, _ made: [Line: NATSSubscription]
    ) throws(NATSError) -> (connection: NATSConnection, subscriptions: [NATSSubscription])? {
        try lines.withLock { lines throws(NATSError) in
            var made = made
            // What began meanwhile goes along, what ended does not.
            let present = Set(lines.all.map(\.line))
            for listening in lines.all where made[listening.line] == nil {
                made[listening.line] = try listening.repeated(on: next)
            }
            for (line, subscription) in made where !present.contains(line) { subscription.drain() }
            let old = current.withLock { current -> NATSConnection? in
                guard !current.isClosed else { return nil }
                defer {
                    current.previous = current.connection
                    current.connection = next
                }
                return current.connection
            }
            guard let old else { return nil }
            let left = lines.all.map(\.subscription)
            for index in lines.all.indices {
                guard let subscription = made[lines.all[index].line] else { continue }
                lines.all[index].subscription = subscription
            }
            return (old, left)
        }
    }

    /// Whether one connection hears what another says, by however many servers.
    private func hears(_ listener: NATSConnection, from speaker: NATSConnection) throws(NATSError) -> Bool {
        let heard = DispatchSemaphore(value: 0)
        let inbox = listener.makeInbox()
        let subscription = try listener.subscribe(inbox) {
            $0.discard()
            heard.signal()
        }
        defer { subscription.unsubscribe() }
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end, !isClosed {
            try speaker.publish(inbox, [])
            if heard.wait(timeout: .now() + .milliseconds(50)) == .success { return true }
        }
        return false
    }
}

extension Logger {
    /// One line for a change of a connection.
    fileprivate func report(_ event: NATSConnectionEvent, of link: String) {
        var about: Metadata = [LogKey.link: "\(link)"]
        switch event {
        case .disconnected: warning("NATS connection lost", metadata: about)
        case .reconnected: notice("NATS connection back", metadata: about)
        case .lameDuck: notice("NATS server is going away", metadata: about)
        case .slowConsumer(let subject):
            about[LogKey.why] = "\(subject)"
            error("messages dropped: the node is too slow", metadata: about)
        case .asyncError(let error):
            about[LogKey.error] = "\(error)"
            warning("NATS error", metadata: about)
        case .closed: break
        }
    }
}
