// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Dispatch
import NATSClient
import Synchronization

/// The gateway's side to the broker: a client of its site like any other, by the contract.
///
/// The client library blocks. So each request waits on a thread of its own, and all else is said on one: the threads
/// that serve browsers are few, and the process needs them too.
final class SiteClient: Sendable {
    /// What came back.
    struct Answer: Sendable {
        /// 200, or the number of an error.
        let status: Int
        /// A document.
        let bytes: [UInt8]
    }

    private let connection: NATSConnection
    private let subjects: Subjects
    private let site: String
    private let underWay = Atomic(0)
    private let saying = DispatchQueue(label: "web-nats")

    init(_ connection: NATSConnection, subjects: Subjects, site: String) {
        self.connection = connection
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
            // A queue of its own gets a thread of its own; those of a shared one are no more than the processors.
            DispatchQueue(label: "web-request").async { [self] in
                continuation.resume(returning: wait(operation, body))
            }
        }
    }

    private func wait(_ operation: Operation, _ body: [UInt8]) -> Answer {
        do {
            let message = try connection.request(subjects.request(site, operation), body, timeout: WebLimits.answer)
            guard let code = message.header(ErrorDocument.codeHeader) else {
                return Answer(status: 200, bytes: message.bytes)
            }
            return Answer(status: Int(code).flatMap(ErrorCode.init(number:))?.number ?? 502, bytes: message.bytes)
        } catch {
            return .refused(.unavailable("the nodes of \(site) do not answer (\(error.code)); repeat"))
        }
    }

    /// Later, and unless it means nothing by then, says that an agent's desks are closed. Nobody waits for an answer:
    /// if it is lost, silence says the same.
    func say(closed agent: String, after pause: Duration, if isGone: @escaping @Sendable () -> Bool) {
        saying.asyncAfter(deadline: .now() + pause / .seconds(1)) { [self] in
            guard isGone() else { return }
            let request = HeartbeatRequest(agent: agent, closing: true)
            try? connection.publish(subjects.request(site, .agentHeartbeat), request.encoded)
        }
    }

    /// Hands on an agent's events from now on, on a thread that must not be held up.
    ///
    /// - Returns: how to hear no more.
    func follow(
        _ agent: String, _ onEvent: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> @Sendable () -> Void {
        let subscription = try await withCheckedThrowingContinuation { continuation in
            saying.async { [self] in
                continuation.resume(
                    with: Result {
                        try connection.subscribe(subjects.agentEvent(site, agent)) { onEvent($0.take().bytes) }
                    })
            }
        }
        return { [saying] in saying.async { subscription.unsubscribe() } }
    }

    /// Ends the connection.
    func close() { connection.close() }
}

extension SiteClient.Answer {
    /// An error of the gateway's own, in the contract's form.
    static func refused(_ error: ContractError) -> Self {
        Self(status: error.code.number, bytes: Contract.encode(ErrorDocument(error)))
    }
}
