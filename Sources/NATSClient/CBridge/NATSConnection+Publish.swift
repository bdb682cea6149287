// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Synchronization

extension NATSConnection {
    /// Sends a message.
    ///
    /// Returning means that it was given to the operating system, or will be at the end of ``sendTogether(_:)``; not
    /// that anybody has it.
    ///
    /// - Parameters:
    ///   - subject: Where to.
    ///   - payload: At most `maxPayload` bytes.
    ///   - replyTo: Where answers are expected, or nil.
    ///   - headers: Headers; a message with headers costs some allocations more.
    /// - Throws: `disconnected` when nothing was sent and nothing will be; `timeout` when the socket stayed full for
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
        sendNow()
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
        if let replyTo, !Subject.isValidToPublish(replyTo) { throw Self.badSubject("publish") }
        if try gather(subject, payload, replyTo: replyTo) { return }
        if let replyTo {
            try send { natsConnection_PublishRequest(pointer, subject, replyTo, payload.baseAddress, length) }
        } else {
            try send { natsConnection_Publish(pointer, subject, payload.baseAddress, length) }
        }
    }

    /// Sends at the end, in one write, what the calling thread publishes meanwhile; the library publishes the first.
    ///
    /// What cannot be sent at the end is lost, as if it had been sent a moment before the connection was. One thread at
    /// a time: another's messages are sent one by one. Requests and flushes are not kept, so they would come before
    /// what is. Whoever has to wait in between calls ``sendNow()``.
    public func sendTogether(_ body: () -> Void) {
        guard context.gathering.begin() else { return body() }
        body()
        sendGathered()
        context.gathering.end()
    }

    /// Sends what the calling thread has published within ``sendTogether(_:)``, before its end.
    public func sendNow() { if isGathering { sendGathered() } }

    /// Whether the calling thread is in ``sendTogether(_:)``.
    public var isGathering: Bool { context.gathering.isOurs }

    /// Keeps a message for the end.
    ///
    /// - Returns: false when it is to be sent now.
    private func gather(
        _ subject: String, _ payload: UnsafeRawBufferPointer, replyTo: String?
    ) throws(NATSError) -> Bool {
        let gathering = context.gathering
        guard gathering.isOurs else { return false }
        let generation = context.generation.load(ordering: .acquiring)
        try context.checkLink("publish")
        if payload.count > Gathering.most || gathering.rest.count > Gathering.most || gathering.generation != generation
        {
            sendGathered()
        }
        guard payload.count <= Gathering.most else { return false }
        let maxPayload = gathering.first == nil ? self.maxPayload : gathering.maxPayload
        guard payload.count <= maxPayload else { throw NATSError(.maxPayload, operation: "publish") }
        if gathering.first == nil {
            let message = Gathering.Message(subject: subject, payload: Array(payload), replyTo: replyTo)
            gathering.keepFirst(message, maxPayload: maxPayload, generation: generation)
        } else {
            gathering.add(subject, payload, replyTo: replyTo)
        }
        return true
    }

    private func sendGathered() {
        let gathering = context.gathering
        defer { gathering.removeAll() }
        guard let first = gathering.first, gathering.generation == context.generation.load(ordering: .acquiring) else {
            return
        }
        try? send {
            cnats_send(
                pointer, first.subject, first.replyTo, first.payload, Int32(first.payload.count), gathering.rest,
                Int32(gathering.rest.count))
        }
    }

    static func badSubject(_ operation: String) -> NATSError {
        NATSError(.badSubject, operation: operation, message: "not a subject")
    }

    /// Runs a sending call of the library.
    ///
    /// When a write deadline passes, the library may have sent the first half of a message and goes on as if nothing
    /// had happened: the next message would then be read by the server as the second half. So nothing more is sent on
    /// that connection; its pings will find the server dead, or the server will drop it, and the library reconnects.
    private func send(_ call: () -> natsStatus) throws(NATSError) {
        let generation = context.generation.load(ordering: .acquiring)
        try context.checkLink("publish")
        let status = call()
        if status == NATS_OK { return }
        if status == NATS_TIMEOUT { context.brokenSince.store(generation + 1, ordering: .releasing) }
        throw NATSError(status: status, operation: "publish")
    }
}
