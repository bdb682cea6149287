// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Foundation

/// Waits for the sockets of all connections of the process that are in the clear, on one thread: reads what servers
/// send, and goes on with what a full socket has not taken.
///
/// The library would else read by a thread for each connection, and send each message by a call of its own; with a loop
/// it leaves both to us, so that what belongs together leaves in one write. See `NATSConnection.sendTogether`.
///
/// Unchecked: the table is guarded by `access`, and the rest is set once.
final class SocketLoop: @unchecked Sendable {
    /// The loop of the process; it never ends.
    static let shared = SocketLoop()

    private static let eventsAtOnce = 64

    private let epoll: Int32
    private let access = NSCondition()
    /// By a connection's number in the registry.
    private var connections: [UInt: OpaquePointer] = [:]
    /// The connection whose bytes are being read or sent now; 0 for none.
    private var busy: UInt = 0
    private var loop: pthread_t?

    private init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(epoll >= 0, "no epoll: \(String(cString: strerror(errno)))")
        let thread = Thread { [self] in run() }
        thread.name = "nats-sockets"
        thread.start()
    }

    /// Begins to read a connection's socket.
    ///
    /// - Returns: whether the system allows one more.
    func attach(_ number: UInt, _ connection: OpaquePointer, _ socket: Int32) -> Bool {
        access.withLock { connections[number] = connection }
        return control(EPOLL_CTL_ADD, number, socket, alsoToSend: false)
    }

    /// Waits also for room to send, or no more.
    func watch(_ number: UInt, _ socket: Int32, alsoToSend: Bool) {
        _ = control(EPOLL_CTL_MOD, number, socket, alsoToSend: alsoToSend)
    }

    /// Waits no more for a socket that is about to be closed.
    func unwatch(_ number: UInt, _ socket: Int32) { _ = control(EPOLL_CTL_DEL, number, socket, alsoToSend: false) }

    /// Forgets a connection. When this returns the loop does not use it, but for a caller that is the loop.
    func detach(_ number: UInt) {
        access.withLock {
            connections[number] = nil
            guard let loop, pthread_equal(loop, pthread_self()) == 0 else { return }
            while busy == number { access.wait() }
        }
    }

    private func control(_ operation: Int32, _ number: UInt, _ socket: Int32, alsoToSend: Bool) -> Bool {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue | (alsoToSend ? EPOLLOUT.rawValue : 0)
        event.data.u64 = UInt64(number)
        return epoll_ctl(epoll, operation, socket, &event) == 0
    }

    private func run() {
        access.withLock { loop = pthread_self() }
        var events = [epoll_event](repeating: epoll_event(), count: Self.eventsAtOnce)
        while true {
            let count = epoll_wait(epoll, &events, Int32(events.count), -1)
            // Only a signal interrupts it.
            guard count > 0 else { continue }
            for event in events[..<Int(count)] { handle(event) }
        }
    }

    private func handle(_ event: epoll_event) {
        let number = UInt(event.data.u64)
        let connection = access.withLock {
            busy = connections[number] == nil ? 0 : number
            return connections[number]
        }
        guard let connection else { return }
        defer {
            access.withLock {
                busy = 0
                access.broadcast()
            }
        }
        // One of both: whichever finds the server gone, the library may hold the connection's lock while it tries
        // others, and the loop must not wait for that. What is left to do is told again.
        if event.events & EPOLLOUT.rawValue != 0 {
            ConnectionRegistry.context(number)?.outbox.sendIfFree(connection)
        } else {
            natsConnection_ProcessReadEvent(connection)
        }
    }
}
