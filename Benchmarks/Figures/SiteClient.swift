// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient
import Synchronization

/// One site's client: requests without waiting, answers by handler, all on the client library's one thread.
final class SiteClient: Sendable {
    /// What a reply came to: its bytes, and whether it is an error.
    typealias Handler = @Sendable (_ bytes: [UInt8], _ isError: Bool) -> Void

    let site: String
    let connection: NATSConnection
    let subjects: Subjects
    private let inbox: String
    private let handlers = Mutex<(next: UInt64, waiting: [UInt64: Handler])>((0, [:]))

    init(site: String, server: String, subjects: Subjects) throws {
        self.site = site
        self.subjects = subjects
        connection = try NATSConnection(NATSOptions(servers: [server], name: "figures \(site)"))
        inbox = connection.makeInbox()
        try connection.subscribe("\(inbox).*") { [weak self] handle in
            let message = handle.take()
            guard let token = message.subject.split(separator: ".").last.flatMap({ UInt64($0) }) else { return }
            let isError = message.isNoResponders || message.header("Nats-Service-Error-Code") != nil
            self?.handlers.withLock { $0.waiting.removeValue(forKey: token) }?(message.bytes, isError)
        }
    }

    /// Sends a request; the handler hears the answer.
    func send(_ operation: Operation, _ body: String, _ handler: @escaping Handler) {
        let token = handlers.withLock { state in
            state.next += 1
            state.waiting[state.next] = handler
            return state.next
        }
        try? connection.publish(
            subjects.request(site, operation), Array(body.utf8), replyTo: "\(inbox).\(token)")
    }

    /// Sends a request and waits.
    func ask(_ operation: Operation, _ body: String) throws -> [UInt8] {
        let answer = try connection.request(
            subjects.request(site, operation), Array(body.utf8), timeout: .seconds(10))
        let bytes = answer.bytes
        guard answer.header("Nats-Service-Error-Code") == nil else {
            throw FiguresError("\(operation.rawValue): \(String(decoding: bytes, as: UTF8.self))")
        }
        return bytes
    }
}

/// Why a measurement could not be made.
struct FiguresError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
