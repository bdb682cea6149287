// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Foundation
import NATSClient

/// A client of the broker: one connection, the pool's subjects, requests with their replies.
final class Client: Sendable {
    /// Where it is connected.
    let settings: ConnectionSettings
    /// The connection.
    let connection: NATSConnection
    /// The pool's subjects.
    let subjects: Subjects

    /// Connects.
    ///
    /// - Parameters:
    ///   - settings: Where to.
    ///   - name: What servers show for the connection.
    ///   - onEvent: What to do with events, on a thread of the library.
    /// - Throws: `unavailable` with what to do about it.
    init(
        _ settings: ConnectionSettings, name: String,
        onEvent: @escaping @Sendable (NATSConnectionEvent) -> Void = { _ in }
    ) throws(CommandFailure) {
        self.settings = settings
        subjects = settings.subjects
        do {
            connection = try NATSConnection(settings.natsOptions(name: name), onEvent: onEvent)
        } catch {
            throw Self.failure(error, settings)
        }
    }

    /// Sends a request once.
    ///
    /// - Parameters:
    ///   - site: Whose nodes are asked.
    ///   - request: The request.
    ///   - reply: What a reply is.
    ///   - timeout: How long to wait.
    func request<Reply: Decodable>(
        _ site: String, _ request: some RequestDocument, as reply: Reply.Type = Reply.self,
        timeout: Duration = .seconds(2)
    ) throws(RequestFailure) -> Reply {
        let bytes: [UInt8]
        do {
            let message = try connection.request(
                subjects.request(site, type(of: request).operation), request.encoded, timeout: timeout)
            bytes = message.bytes
        } catch {
            throw .unanswered(error)
        }
        do {
            return try Contract.decode(reply, bytes)
        } catch {
            throw .refused(error)
        }
    }

    /// Sends a request until it is answered, which is always safe: those that are not idempotent by themselves bear a
    /// `requestId`.
    ///
    /// - Parameters:
    ///   - site: Whose nodes are asked.
    ///   - request: The request.
    ///   - reply: What a reply is.
    ///   - limit: How long to try.
    ///   - pause: Waits between two tries; what it throws ends them.
    func insist<Reply: Decodable>(
        _ site: String, _ request: some RequestDocument, as reply: Reply.Type = Reply.self,
        within limit: Duration = .seconds(10), pause: () throws -> Void = { usleep(200_000) }
    ) throws -> Reply {
        let end = ContinuousClock.now + limit
        while true {
            do {
                return try self.request(site, request, as: reply)
            } catch let failure {
                guard failure.isRetriable, .now < end else { throw failure.asCommandFailure(site) }
            }
            try pause()
        }
    }

    /// Sends a request that every site can answer, to each in turn, until one does.
    ///
    /// - Parameters:
    ///   - named: The only site to ask, or nil for all of them.
    ///   - request: The request.
    ///   - reply: What a reply is.
    ///   - limit: How long to try.
    func insistAnywhere<Reply: Decodable>(
        _ named: String?, _ request: some RequestDocument, as reply: Reply.Type = Reply.self,
        within limit: Duration = .seconds(10)
    ) throws -> Reply {
        let sites = try named.map { [$0] } ?? self.sites()
        let end = ContinuousClock.now + limit
        while true {
            for site in sites {
                do {
                    return try self.request(site, request, as: reply)
                } catch let failure {
                    guard failure.isRetriable, .now < end else { throw failure.asCommandFailure(site) }
                }
            }
            usleep(200_000)
        }
    }

    /// The site to speak to: the one that is named, or else the first there is.
    ///
    /// - Parameter named: The site of a flag.
    func site(_ named: String?) throws(CommandFailure) -> String {
        if let named { return named }
        return try sites()[0]
    }

    /// The sites of the pool: those of the context file, or else those whose nodes answer.
    ///
    /// - Returns: At least one, sorted.
    /// - Throws: `unavailable` when there is none.
    func sites() throws(CommandFailure) -> [String] {
        if !settings.sites.isEmpty { return settings.sites }
        let pool = settings.pool
        let list = SiteList(pool: pool)
        do {
            let inbox = connection.makeInbox()
            let subscription = try connection.subscribe(inbox) { list.add($0) }
            defer { subscription.unsubscribe() }
            try connection.publish(MicroVerb.ping.subjects(id: "any")[1], [], replyTo: inbox)
            let end = ContinuousClock.now + .seconds(2)
            // Those who answer at all answer at once; the first may be alone for a moment.
            while list.all.isEmpty, .now < end { usleep(20_000) }
            usleep(200_000)
            guard list.all.isEmpty else { return list.all.sorted() }
        } catch {
            throw RequestFailure.unanswered(error).asCommandFailure("the pool")
        }
        throw CommandFailure(
            .unavailable,
            "No node of the pool \(pool) answers at \(settings.servers.joined(separator: ", ")). Start one with "
                + "`centralino up` or `centralino node`, or name the pool with --pool.")
    }

    private static func failure(_ error: NATSError, _ settings: ConnectionSettings) -> CommandFailure {
        let servers = settings.servers.joined(separator: ", ")
        switch error.code {
        case .authorization:
            return CommandFailure(
                .unavailable,
                "NATS at \(servers) does not let us in. Say who we are with --user and --password, --nkey, --creds, "
                    + "or --tls-cert and --tls-key.")
        case .tls:
            return CommandFailure(
                .unavailable,
                "There is no trust between us and NATS at \(servers) (\(error.message)). Check --tls-ca, --tls-cert "
                    + "and --tls-key, and that the certificate names the host of the address.")
        case .badArgument:
            return CommandFailure(.usage, "Cannot connect to NATS: \(error).")
        default:
            let origin =
                settings.context.map { " These servers are from \($0), left by a `centralino up` that may be gone." }
                ?? ""
            return CommandFailure(
                .unavailable,
                "No NATS server answers at \(servers).\(origin) Start the whole system with `centralino up`, or name "
                    + "the servers with --nats.")
        }
    }
}
