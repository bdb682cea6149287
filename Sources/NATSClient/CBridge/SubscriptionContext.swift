// SPDX-License-Identifier: Apache-2.0
internal import CNats

/// What the library holds for a subscription: retained once when it is made, released in its on-complete callback, so
/// that nothing is counted per message.
final class SubscriptionContext: Sendable {
    private let onMessage: @Sendable (NATSMessageHandle) -> Void

    init(_ onMessage: @escaping @Sendable (NATSMessageHandle) -> Void) { self.onMessage = onMessage }

    /// Hands a message on.
    ///
    /// The library gives the message away with the call.
    @inline(__always)
    func deliver(_ message: OpaquePointer) { onMessage(NATSMessageHandle(message)) }
}

/// The library's message callback; its type is `natsMsgHandler`.
func natsDidReceive(
    connection: OpaquePointer?, subscription: OpaquePointer?, message: OpaquePointer?, closure: UnsafeMutableRawPointer?
) {
    guard let message, let closure else { return }
    Unmanaged<SubscriptionContext>.fromOpaque(closure)._withUnsafeGuaranteedRef { $0.deliver(message) }
}

/// The library's last callback for a subscription; its type is `natsOnCompleteCB`.
func natsDidComplete(closure: UnsafeMutableRawPointer?) {
    guard let closure else { return }
    Unmanaged<SubscriptionContext>.fromOpaque(closure).release()
}
