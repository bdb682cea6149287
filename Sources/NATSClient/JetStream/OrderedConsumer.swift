// SPDX-License-Identifier: Apache-2.0

/// A push consumer that is thrown away and made anew whenever a message may be missing: what it delivers has no gap
/// but those in the stream.
///
/// For one thread at a time, but for `close()`.
///
/// The server keeps it on one server, in memory, and forgets it some seconds after the last subscriber has gone: there
/// is nothing to delete, so also a crash leaves nothing behind. That server may be behind the leader.
final class OrderedConsumer: Sendable {
    /// Where to begin.
    enum Start: Sendable, Equatable {
        /// At this sequence, or at the first message behind it.
        ///
        /// From 1.
        case sequence(UInt64)
        /// With the last message of each subject.
        case lastPerSubject
    }

    /// What came.
    enum Delivery {
        /// A message, and how many follow before the consumer has caught up.
        case message(StoredMessage, pending: UInt64)
        /// The end was reached with a message that was not asked for.
        case caughtUp
        /// Nothing, but all is well as far as known.
        case quiet
        /// Something may be missing: `open()` again.
        case lost
    }

    /// The server says "nothing new" this often, and is taken for lost after three times as long.
    static let heartbeat = Duration.milliseconds(500)

    private let jetStream: JetStream
    private let stream: String
    private let filter: String?
    private let start: Start
    private let state = OrderedConsumerState()

    /// - Parameters:
    ///   - jetStream: The API and the connection.
    ///   - stream: The stream.
    ///   - filter: Only messages of this subject, or nil for all.
    ///   - start: Where to begin.
    init(_ jetStream: JetStream, stream: String, filter: String? = nil, start: Start) {
        self.jetStream = jetStream
        self.stream = stream
        self.filter = filter
        self.start = start
    }

    /// Makes the consumer, or makes it anew behind the last message delivered.
    ///
    /// - Returns: How many messages it has to deliver as of now; 0 means caught up.
    func open() throws(NATSError) -> UInt64 {
        try JetStream.check(name: stream, "consume")
        let inbox = jetStream.connection.makeInbox()
        let subscription = try SyncSubscription(inbox, on: jetStream.connection)
        guard state.replace(subscription) else { throw NATSError(.closed, operation: "consume") }
        let request = ConsumerRequest(
            stream: stream, deliverTo: inbox, filter: filter, start: state.next.map { .sequence($0) } ?? start,
            heartbeat: Self.heartbeat)
        let answer: ConsumerRequest.Answer = try jetStream.call("CONSUMER.CREATE.\(stream)", request, "consume")
        state.server = answer.server
        return answer.pending
    }

    /// The name of the server that keeps it; empty before it is made, and of a server in no cluster.
    var server: String { state.server }

    /// Waits for the next delivery.
    ///
    /// - Parameter timeout: How long to wait at most; it may return earlier with `quiet`.
    /// - Throws: `closed` after `close()` or when the connection has ended.
    func next(timeout: Duration) throws(NATSError) -> Delivery {
        guard let subscription = state.subscription else { throw NATSError(.closed, operation: "consume") }
        let delivery: Delivery?
        do {
            let wait = min(timeout, Self.heartbeat)
            delivery = try subscription.next(timeout: wait) { message throws(NATSError) in try receive(message) }
        } catch {
            if error.code == .slowConsumer { return .lost }
            throw error
        }
        if let delivery { return delivery }
        return ContinuousClock.now - state.lastHeard > Self.heartbeat * 3 ? .lost : .quiet
    }

    /// Ends it, from any thread; a waiting `next` throws `closed`.
    func close() { state.close() }

    private func receive(_ message: borrowing NATSMessage) throws(NATSError) -> Delivery {
        state.heard()
        if let position = message.withReply({ ConsumerPosition($0) }) ?? nil {
            guard state.take(number: position.number) else { return .lost }
            // A server behind the leader begins where its own copy ends, though that is before the start asked for.
            let first = state.next ?? firstSequence
            guard position.sequence >= first else { return position.pending == 0 ? .caughtUp : .quiet }
            state.next = position.sequence + 1
            return .message(
                StoredMessage(
                    sequence: position.sequence, subject: message.subject, bytes: message.bytes,
                    headers: message.headers, timeNs: position.timeNs),
                pending: position.pending)
        }
        guard let status = message.header("Status") else { return .quiet }
        // 100 is a heartbeat or a question whether the flow may go on; others (409, 503) mean the consumer has gone.
        guard status == "100" else { return .lost }
        if let answerTo = message.replyTo ?? message.header("Nats-Consumer-Stalled") {
            // Answered here, in order with the messages: so no more is in flight than this thread keeps up with.
            try? jetStream.connection.publish(answerTo, [])
            return .quiet
        }
        if let text = message.header("Nats-Last-Consumer"), let number = UInt64(text), number != state.number {
            return .lost
        }
        return .quiet
    }

    private var firstSequence: UInt64 {
        if case .sequence(let sequence) = start { sequence } else { 0 }
    }
}
