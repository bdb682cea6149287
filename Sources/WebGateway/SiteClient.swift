// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Dispatch
import Logging
import NATSClient
import Synchronization

/// The gateway's side to the broker: a client of its site like any other, by the contract.
final class SiteClient: Sendable {
    /// What came back.
    struct Answer: Sendable {
        /// 200, or the contract's number of an error.
        let status: Int
        /// A document.
        let bytes: [UInt8]
    }

    private let connection: NATSConnection
    private let subjects: Subjects
    private let site: String
    private let underWay = Atomic(0)
    /// Requests wait for their answers on threads of their own, never on those that serve browsers.
    private let waiting = DispatchQueue(label: "web-requests", attributes: .concurrent)

    /// Connects.
    init(_ options: NATSOptions, subjects: Subjects, site: String, logger: Logger) throws(NATSError) {
        connection = try NATSConnection(options) { event in logger.debug("web gateway: NATS \(event)") }
        self.subjects = subjects
        self.site = site
    }

    /// Whether the site's nodes could be asked now.
    var isConnected: Bool { connection.isConnected }

    /// Asks the site's nodes.
    func ask(_ operation: Operation, _ body: [UInt8]) async -> Answer {
        guard underWay.add(1, ordering: .relaxed).newValue <= WebLimits.requests else {
            underWay.subtract(1, ordering: .relaxed)
            return .refused(.full("\(WebLimits.requests) requests are under way here; repeat", retryAfterMs: 500))
        }
        defer { underWay.subtract(1, ordering: .relaxed) }
        return await withCheckedContinuation { continuation in
            waiting.async { [self] in continuation.resume(returning: wait(operation, body)) }
        }
    }

    private func wait(_ operation: Operation, _ body: [UInt8]) -> Answer {
        do {
            let message = try connection.request(subjects.request(site, operation), body, timeout: WebLimits.answer)
            let status = message.header(ErrorDocument.codeHeader).flatMap { Int($0) } ?? 200
            return Answer(status: status, bytes: message.bytes)
        } catch {
            return .refused(.unavailable("the nodes of \(site) do not answer (\(error.code)); repeat"))
        }
    }

    /// Says that an agent's desks are closed. Nobody waits for an answer: if it is lost, silence says the same.
    func say(closed agent: String) {
        let request = HeartbeatRequest(agent: agent, closing: true)
        try? connection.publish(subjects.request(site, .agentHeartbeat), request.encoded)
    }

    /// Hands on an agent's events from now on, on a thread that must not be held up.
    ///
    /// - Returns: how to hear no more.
    func follow(
        _ agent: String, _ onEvent: @escaping @Sendable ([UInt8]) -> Void
    ) throws(NATSError) -> NATSSubscription {
        try connection.subscribe(subjects.agentEvent(site, agent)) { onEvent($0.take().bytes) }
    }

    /// Ends the connection, and with it every stream.
    func close() { connection.close() }
}

extension SiteClient.Answer {
    /// An error of the gateway's own, in the contract's form.
    static func refused(_ error: ContractError) -> Self {
        Self(status: error.code.number, bytes: Contract.encode(ErrorDocument(error)))
    }
}
