// SPDX-License-Identifier: Apache-2.0
internal import CNats

extension NATSError {
    /// The error for a status of the client library, with the library's own explanation for this thread.
    init(status: natsStatus, operation: String) {
        var last = NATS_OK
        let explanation = nats_GetLastError(&last).map { String(cString: $0) } ?? ""
        let text = natsStatus_GetText(status).map { String(cString: $0) } ?? ""
        self.init(
            Self.code(of: status), operation: operation,
            message: last == status && !explanation.isEmpty ? explanation : text, rawStatus: status.rawValue)
    }

    /// Throws unless the status says success.
    static func check(_ status: natsStatus, _ operation: StaticString) throws(NATSError) {
        if status != NATS_OK { throw NATSError(status: status, operation: operation.description) }
    }

    private static func code(of status: natsStatus) -> Code {
        switch status {
        case NATS_TIMEOUT: .timeout
        case NATS_NO_RESPONDERS: .noResponders
        // With no reconnect buffer, "insufficient buffer" is how the library says "not connected, not sent".
        case NATS_CONNECTION_DISCONNECTED, NATS_STALE_CONNECTION, NATS_INSUFFICIENT_BUFFER, NATS_IO_ERROR: .disconnected
        case NATS_CONNECTION_CLOSED, NATS_INVALID_SUBSCRIPTION, NATS_DRAINING: .closed
        case NATS_NO_SERVER: .noServers
        case NATS_CONNECTION_AUTH_FAILED, NATS_NOT_PERMITTED: .authorization
        case NATS_SSL_ERROR, NATS_SECURE_CONNECTION_WANTED, NATS_SECURE_CONNECTION_REQUIRED: .tls
        case NATS_INVALID_SUBJECT, NATS_INVALID_QUEUE_NAME: .badSubject
        case NATS_MAX_PAYLOAD: .maxPayload
        case NATS_SLOW_CONSUMER: .slowConsumer
        case NATS_PROTOCOL_ERROR, NATS_LINE_TOO_LONG: .protocolViolation
        case NATS_INVALID_ARG, NATS_INVALID_TIMEOUT, NATS_ADDRESS_MISSING: .badArgument
        case NATS_NOT_FOUND: .notFound
        default: .library
        }
    }
}
