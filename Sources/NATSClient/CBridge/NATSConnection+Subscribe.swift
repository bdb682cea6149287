// SPDX-License-Identifier: Apache-2.0
internal import CNats

extension NATSConnection {
    /// Subscribes.
    ///
    /// The server may learn of it a moment later: `flush` to be sure.
    ///
    /// - Parameters:
    ///   - subject: What to receive; may have wildcards.
    ///   - queueGroup: Share the messages with the other members of this group, or nil for all messages.
    ///   - onMessage: Called for each message, one at a time and in order, on the library's delivery thread. It must
    ///     take or discard the handle, and must not block.
    /// - Returns: The subscription, to end it before the connection ends. Need not be kept.
    @discardableResult
    public func subscribe(
        _ subject: String, queueGroup: String? = nil, onMessage: @escaping @Sendable (NATSMessageHandle) -> Void
    ) throws(NATSError) -> NATSSubscription {
        guard Subject.isValidToSubscribe(subject), queueGroup.map(Subject.isValidToken) ?? true else {
            throw Self.badSubject("subscribe")
        }
        let retained = Unmanaged.passRetained(SubscriptionContext(onMessage))
        var created: OpaquePointer?
        let status =
            if let queueGroup {
                natsConnection_QueueSubscribe(
                    &created, pointer, subject, queueGroup, natsDidReceive, retained.toOpaque())
            } else {
                natsConnection_Subscribe(&created, pointer, subject, natsDidReceive, retained.toOpaque())
            }
        guard status == NATS_OK, let created else {
            retained.release()
            throw NATSError(status: status, operation: "subscribe")
        }
        context.subscriptions.insert(created, subject: subject)
        // From here on the library releases the context. It can only refuse when the connection has just been closed:
        // then the on-complete callback may or may not come, and the context is rather leaked than freed in use.
        let completion = natsSubscription_SetOnCompleteCB(created, natsDidComplete, retained.toOpaque())
        guard completion == NATS_OK else { throw NATSError(status: completion, operation: "subscribe") }
        setLimits(created)
        return NATSSubscription(created, on: self)
    }

    /// Sets the pending limits.
    ///
    /// A failure means that the subscription has just ended with its connection.
    func setLimits(_ subscription: OpaquePointer) {
        _ = natsSubscription_SetPendingLimits(
            subscription, Int32(clamping: max(1, options.pendingMessagesLimit)),
            Int32(clamping: max(1, options.pendingBytesLimit)))
    }
}
