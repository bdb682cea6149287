// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Synchronization

extension NATSConnection {
    /// Sends a message.
    ///
    /// Returning means that it was given to the operating system, not that anybody has it.
    ///
    /// - Parameters:
    ///   - subject: Where to.
    ///   - payload: At most `maxPayload` bytes.
    ///   - replyTo: Where answers are expected, or nil.
    ///   - headers: Headers; a message with headers costs some allocations more.
    /// - Throws: `disconnected` when nothing was sent and nothing will be, also because the server has read nothing for
    ///   `writeDeadline`, or 16 MiB wait to be sent; with TLS `timeout` when the socket stayed full for
    ///   `writeDeadline`, and then nobody can say; `badSubject`, `maxPayload`, `closed`.
    public func publish(
        _ subject: String, _ payload: [UInt8], replyTo: String? = nil, headers: [NATSHeader] = []
    ) throws(NATSError) {
        if headers.isEmpty {
            // `withUnsafeBytes` forgets which error is thrown; a Result remembers, and costs nothing.
            let result = payload.withUnsafeBytes { bytes in
                Result { () throws(NATSError) in try publish(subject, bytes, replyTo: replyTo) }
            }
            return try result.get()
        }
        let message = try OutgoingMessage(subject, payload, replyTo: replyTo, headers: headers)
        try send { natsConnection_PublishMsg(pointer, message.pointer) }
    }

    /// Sends a message without allocating.
    ///
    /// As the other `publish`.
    ///
    /// - Parameters:
    ///   - subject: Where to.
    ///   - payload: At most `maxPayload` bytes.
    ///   - replyTo: Where answers are expected, or nil.
    public func publish(_ subject: String, _ payload: UnsafeRawBufferPointer, replyTo: String?) throws(NATSError) {
        guard Subject.isValidToPublish(subject) else { throw Self.badSubject("publish") }
        guard let length = Int32(exactly: payload.count) else { throw NATSError(.maxPayload, operation: "publish") }
        if let replyTo {
            guard Subject.isValidToPublish(replyTo) else { throw Self.badSubject("publish") }
            try send { natsConnection_PublishRequest(pointer, subject, replyTo, payload.baseAddress, length) }
        } else {
            try send { natsConnection_Publish(pointer, subject, payload.baseAddress, length) }
        }
    }

    /// Sends in one write what is published meanwhile, at the end: for what belongs together, and for short. Others'
    /// messages on this connection may have to wait for it.
    public func sendTogether(_ body: () -> Void) {
        context.outbox.enter(together: true)
        body()
        context.outbox.leave(together: true, pointer)
    }

    static func badSubject(_ operation: String) -> NATSError {
        NATSError(.badSubject, operation: operation, message: "not a subject")
    }

    /// Runs a sending call of the library, and sends.
    ///
    /// When a write deadline passes with TLS, the library may have sent the first half of a message and goes on as if
    /// nothing had happened: the next message would then be read by the server as the second half. So nothing more is
    /// sent on that connection; its pings will find the server dead, or the server will drop it, and the library
    /// reconnects.
    private func send(_ call: () -> natsStatus) throws(NATSError) {
        let generation = context.generation.load(ordering: .acquiring)
        try context.checkLink("publish")
        let outbox = context.outbox
        guard !outbox.isStuck(pointer, for: options.writeDeadline) else {
            throw NATSError(.disconnected, operation: "publish", message: "the server does not read")
        }
        outbox.enter(together: false)
        let status = call()
        outbox.leave(together: false, pointer)
        if status == NATS_OK { return }
        if status == NATS_TIMEOUT { context.brokenSince.store(generation + 1, ordering: .releasing) }
        throw NATSError(status: status, operation: "publish")
    }
}
