// SPDX-License-Identifier: Apache-2.0
internal import CNats

// The library's callbacks for an event loop; types `natsEvLoop_Attach`, `natsEvLoop_ReadAddRemove`,
// `natsEvLoop_WriteAddRemove` and `natsEvLoop_Detach`. The loop's and the user's argument are the same number of
// `ConnectionRegistry`.

/// The library has connected, or reconnected, and holds the connection's lock.
func natsDidAttach(
    user: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, loop: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    socket: natsSock
) -> natsStatus {
    guard let context = ConnectionRegistry.context(loop), let connection else { return NATS_INVALID_ARG }
    user?.pointee = loop
    let number = UInt(bitPattern: loop)
    context.outbox.attach(number, socket)
    return SocketLoop.shared.attach(number, connection, socket) ? NATS_OK : NATS_SYS_ERROR
}

/// The library wants to read, or no more.
func natsDidChangeReading(user: UnsafeMutableRawPointer?, isAdded: Bool) -> natsStatus {
    if !isAdded { ConnectionRegistry.context(user)?.outbox.unwatch() }
    return NATS_OK
}

/// The library has something to send, or no more.
func natsDidChangeSending(user: UnsafeMutableRawPointer?, isAdded: Bool) -> natsStatus {
    ConnectionRegistry.context(user)?.outbox.note(isFilled: isAdded)
    return NATS_OK
}

/// The library has closed the connection, and holds no lock.
func natsDidDetach(user: UnsafeMutableRawPointer?) -> natsStatus {
    SocketLoop.shared.detach(UInt(bitPattern: user))
    return NATS_OK
}
