// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient
import PoolKit

/// A connection to a site: sends its requests, and hears what the site publishes of contacts and agents.
///
/// Everything is read on the client library's one thread and handed on as values.
final class DayLink: Sendable {
    /// The site.
    let site: String
    private let subjects: Subjects
    private let connection: NATSConnection
    private let inbox: String

    /// Connects and listens.
    ///
    /// - Throws: `DayFailure` when the server cannot be reached.
    init(_ site: String, server: String, subjects: Subjects, to news: NewsInbox<DayNews>) throws(DayFailure) {
        self.site = site
        self.subjects = subjects
        do {
            connection = try NATSConnection(NATSOptions(servers: [server], name: "day \(site)")) { event in
                switch event {
                case .disconnected: news.put(.unheard("the connection to \(site) was lost for a time"))
                case .slowConsumer: news.put(.unheard("messages of \(site) were dropped"))
                default: break
                }
            }
            inbox = connection.makeInbox()
            try connection.subscribe("\(inbox).*") { handle in
                let now = MachineClock.now
                let message = handle.take()
                guard let token = message.subject.split(separator: ".").last.flatMap({ UInt64($0) }) else { return }
                let number = message.header(ErrorDocument.codeHeader).flatMap { Int($0) }
                let code = message.isNoResponders ? ErrorCode.unavailable.number : number
                news.put(.answer(token: token, Answer(message.bytes, code: code), at: now))
            }
            try Self.listen(to: subjects.contactEventWildcard(site), on: connection, news) { bytes, now in
                try HeardContact(PlainFields(bytes)).map { .contact($0, at: now) }
            }
            try Self.listen(to: subjects.agentEventWildcard(site), on: connection, news) { bytes, now in
                try HeardAgent(PlainFields(bytes)).map { .agent($0, at: now) }
            }
            try connection.flush(timeout: .seconds(5))
        } catch {
            throw DayFailure("\(site): \(error)")
        }
    }

    /// Sends a request; its answer is news.
    ///
    /// - Returns: Whether it left.
    func send(_ request: DayRequest) -> Bool {
        let subject = subjects.request(site, request.operation)
        do {
            try connection.publish(subject, request.body, replyTo: "\(inbox).\(request.token)")
            return true
        } catch {
            return false
        }
    }

    /// Sends a request and waits for its answer.
    ///
    /// - Throws: `ContractError` when it is refused; `DayFailure` when nobody answers.
    func ask<Request: RequestDocument, Reply: Decodable>(_ request: Request, _: Reply.Type) throws -> Reply {
        let bytes: [UInt8]
        do {
            let subject = subjects.request(site, Request.operation)
            bytes = try connection.request(subject, request.encoded, timeout: .seconds(10)).bytes
        } catch {
            throw DayFailure("\(site) does not answer \(Request.operation.rawValue): \(error)")
        }
        return try Contract.decode(Reply.self, bytes)
    }

    /// Ends it.
    func close() { connection.close() }

    private static func listen(
        to subject: String, on connection: NATSConnection, _ news: NewsInbox<DayNews>,
        read: @escaping @Sendable ([UInt8], Int64) throws -> DayNews?
    ) throws(NATSError) {
        try connection.subscribe(subject) { handle in
            let now = MachineClock.now
            do {
                // One of a word that is not known yet is passed over: clients ignore what they do not know.
                if let piece = try read(handle.take().bytes, now) { news.put(piece) }
            } catch {
                news.put(.unheard("an event of \(subject) cannot be read: \(error)"))
            }
        }
    }
}
