// SPDX-License-Identifier: Apache-2.0
internal import CNats

// The library's callbacks for a connection; types `natsConnectionHandler` and `natsErrHandler`. Global, because only a
// global function can be passed to C. The closure argument is a number of `ConnectionRegistry`.

/// The server is lost.
func natsDidDisconnect(connection: OpaquePointer?, closure: UnsafeMutableRawPointer?) {
    ConnectionRegistry.context(closure)?.handle(.disconnected)
}

/// A server is found again.
func natsDidReconnect(connection: OpaquePointer?, closure: UnsafeMutableRawPointer?) {
    ConnectionRegistry.context(closure)?.handle(.reconnected)
}

/// The server is about to stop.
func natsDidEnterLameDuck(connection: OpaquePointer?, closure: UnsafeMutableRawPointer?) {
    ConnectionRegistry.context(closure)?.handle(.lameDuck)
}

/// The last callback of a connection.
func natsDidClose(connection: OpaquePointer?, closure: UnsafeMutableRawPointer?) {
    let context = ConnectionRegistry.context(closure)
    ConnectionRegistry.remove(UInt(bitPattern: closure))
    context?.handle(.closed)
}

/// An error that no call could return.
func natsDidFail(
    connection: OpaquePointer?, subscription: OpaquePointer?, status: natsStatus, closure: UnsafeMutableRawPointer?
) {
    guard let context = ConnectionRegistry.context(closure) else { return }
    if status == NATS_SLOW_CONSUMER {
        context.handle(.slowConsumer(subject: subscription.flatMap { context.subscriptions.subject(of: $0) } ?? ""))
        return
    }
    var text: UnsafePointer<CChar>?
    _ = natsConnection_GetLastError(connection, &text)
    let error = NATSError(status: status, operation: "connection")
    let message = text.map { String(cString: $0) } ?? ""
    context.handle(
        .asyncError(
            NATSError(error.code, operation: error.operation, message: message, rawStatus: error.rawStatus)))
}
