// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient
import PoolKit

/// A process's connection to a site: sends its requests, and hears what the site publishes of contacts and agents.
///
/// Everything is read on the client library's one thread and handed on as values.
final class SiteLink: Sendable {
    /// Of so many events one is read in full by the contract's own reader, to see that it is as it should be.
    static let fullyReadEach = 64

    private let site: String
    private let subjects: Subjects
    private let connection: NATSConnection
    private let inbox: String

    /// Connects and listens.
    ///
    /// - Throws: `NATSError` when the server cannot be reached.
    init(_ site: WorkOrder.Site, subjects: Subjects, to parts: NewsInbox<PartInput>) throws {
        self.site = site.name
        self.subjects = subjects
        connection = try NATSConnection(NATSOptions(servers: site.servers, name: "load \(site.name)")) { event in
            switch event {
            case .disconnected: parts.put(.disconnected)
            case .reconnected: parts.put(.reconnected)
            case .slowConsumer: parts.put(.dropped)
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
            parts.put(.answer(token: token, Answer(message.bytes, code: code), at: now))
        }
        try listen(
            subjects.contactEventWildcard(site.name), parts,
            read: { fields, now in try HeardContact(fields).map { .contact($0, at: now) } },
            readFully: { _ = try Contract.decode(ContactEvent.self, $0) })
        try listen(
            subjects.agentEventWildcard(site.name), parts,
            read: { fields, now in try HeardAgent(fields).map { .agent($0, at: now) } },
            readFully: { _ = try Contract.decode(AgentEvent.self, $0) })
        try connection.subscribe(subjects.stats) { handle in
            do {
                let stats = try Contract.decode(StatsDocument.self, handle.take().bytes)
                parts.put(.stats(hasIslands: !stats.islands.isEmpty))
            } catch {
                parts.put(.unreadable("stats: \(error)"))
            }
        }
        try connection.flush(timeout: .seconds(5))
    }

    /// Sends a request.
    ///
    /// - Returns: Whether it left.
    func send(_ send: Send) -> Bool {
        do {
            try connection.publish(
                subjects.request(site, send.operation), send.body, replyTo: "\(inbox).\(send.token)")
            return true
        } catch {
            return false
        }
    }

    /// Ends it.
    func close() { connection.close() }

    private func listen(
        _ subject: String, _ parts: NewsInbox<PartInput>,
        read: @escaping @Sendable (PlainFields, Int64) throws -> PartInput?,
        readFully: @escaping @Sendable ([UInt8]) throws -> Void
    ) throws {
        try connection.subscribe(subject) { handle in
            let now = MachineClock.now
            let bytes = handle.take().bytes
            do {
                let fields = try PlainFields(bytes)
                // One of a word that is not known yet is passed over: clients ignore what they do not know.
                if let input = try read(fields, now) { parts.put(input) }
                if now % Int64(Self.fullyReadEach) == 0 { try readFully(bytes) }
            } catch {
                let text = String(decoding: bytes.prefix(200), as: UTF8.self)
                parts.put(.unreadable("\(subject): \(error): \(text)"))
            }
        }
    }
}
