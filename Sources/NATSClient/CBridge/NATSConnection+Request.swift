// SPDX-License-Identifier: Apache-2.0
internal import CNats

extension NATSConnection {
    /// Sends a message and waits for the first answer.
    ///
    /// Blocks; never call it in a callback.
    ///
    /// - Parameters:
    ///   - subject: Where to.
    ///   - payload: At most `maxPayload` bytes.
    ///   - headers: Headers of the request.
    ///   - timeout: How long to wait, rounded up to milliseconds.
    /// - Returns: The answer.
    /// - Throws: `noResponders` when nobody listens (known at once), `timeout` when nobody answered, `disconnected`
    ///   when the connection is lost or was lost while waiting, and what `publish` throws.
    public func request(
        _ subject: String, _ payload: [UInt8], headers: [NATSHeader] = [], timeout: Duration
    ) throws(NATSError) -> NATSMessage {
        // The library would answer NO_SERVER_SUPPORT to a request with headers while it reconnects.
        try context.checkLink("request")
        var answer: OpaquePointer?
        let status: natsStatus
        if headers.isEmpty {
            guard Subject.isValidToPublish(subject) else { throw Self.badSubject("request") }
            guard let length = Int32(exactly: payload.count) else {
                throw NATSError(.maxPayload, operation: "request")
            }
            status = natsConnection_Request(&answer, pointer, subject, payload, length, timeout.milliseconds)
        } else {
            let message = try OutgoingMessage(subject, payload, replyTo: nil, headers: headers)
            status = natsConnection_RequestMsg(&answer, pointer, message.pointer, timeout.milliseconds)
        }
        guard status == NATS_OK, let answer else { throw NATSError(status: status, operation: "request") }
        MessageCount.add(1)
        return NATSMessage(owning: answer)
    }
}
