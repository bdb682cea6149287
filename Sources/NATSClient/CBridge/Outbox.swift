// SPDX-License-Identifier: Apache-2.0
internal import CNats
import Glibc
import Synchronization

/// When what the library has gathered for a connection's server is sent, and by whom.
///
/// The library says, under the connection's lock, that it has something to send. Whoever has published sends all there
/// is, on the own thread in one write; but while somebody sends together nobody does, and then that one. What nobody
/// has published, a ping for one, and what a full socket has not taken, the loop sends.
final class Outbox: Sendable {
    /// What may be gathered for a server that does not read, bytes.
    private static let mostUnsent: Int32 = 16 * 1024 * 1024

    private let number = Atomic<UInt>(0)
    private let socket = Atomic<Int32>(-1)
    /// How many callers are publishing or sending together now, each of whom looks after having left.
    private let open = Atomic<Int>(0)
    /// How many of them are sending together.
    private let together = Atomic<Int>(0)
    /// Whether the library has something to send.
    private let isFilled = Atomic(false)
    /// Whether the loop waits for room in the socket.
    private let isWatched = Atomic(false)
    /// Since when there has been something that the socket did not take, monotonic, ms; 0 if all is sent.
    private let fullSince = Atomic<Int64>(0)
    /// One at a time, since an empty write would look to the library as if the server had closed.
    private let sending = Mutex(())

    /// The library has connected, or reconnected.
    func attach(_ number: UInt, _ socket: Int32) {
        self.number.store(number, ordering: .sequentiallyConsistent)
        self.socket.store(socket, ordering: .sequentiallyConsistent)
        isWatched.store(false, ordering: .sequentiallyConsistent)
        note(isFilled: false)
    }

    /// The library has something to send, or has no more; it holds the connection's lock.
    func note(isFilled: Bool) {
        self.isFilled.store(isFilled, ordering: .sequentiallyConsistent)
        if isFilled {
            // Who is open looks after having left: one of both is seen, so nothing stays behind.
            if open.load(ordering: .sequentiallyConsistent) == 0 { watch(alsoToSend: true) }
            return
        }
        fullSince.store(0, ordering: .relaxed)
        if isWatched.load(ordering: .sequentiallyConsistent) { watch(alsoToSend: false) }
    }

    /// The library closes the socket.
    func unwatch() {
        SocketLoop.shared.unwatch(
            number.load(ordering: .sequentiallyConsistent), socket.load(ordering: .sequentiallyConsistent))
    }

    /// Whether the server has not read for so long, or so much, that no more should be gathered for it.
    func isStuck(_ connection: OpaquePointer, for patience: Duration) -> Bool {
        let since = fullSince.load(ordering: .relaxed)
        guard since != 0 else { return false }
        return Self.now - since > patience.milliseconds || natsConnection_Buffered(connection) > Self.mostUnsent
    }

    /// Somebody begins to publish one message, or to send together.
    func enter(together isTogether: Bool) {
        open.add(1, ordering: .sequentiallyConsistent)
        if isTogether { together.add(1, ordering: .sequentiallyConsistent) }
    }

    /// Who has entered has published, and sends, unless somebody is sending together.
    func leave(together isTogether: Bool, _ connection: OpaquePointer) {
        if isTogether { together.subtract(1, ordering: .sequentiallyConsistent) }
        open.subtract(1, ordering: .sequentiallyConsistent)
        guard isFilled.load(ordering: .sequentiallyConsistent),
            together.load(ordering: .sequentiallyConsistent) == 0
        else { return }
        sending.withLock { _ in send(connection) }
    }

    /// Sends for the loop, unless another thread does.
    func sendIfFree(_ connection: OpaquePointer) { sending.withLockIfAvailable { _ in send(connection) } }

    private func send(_ connection: OpaquePointer) {
        guard isFilled.load(ordering: .sequentiallyConsistent) else { return }
        natsConnection_ProcessWriteEvent(connection)
        guard isFilled.load(ordering: .sequentiallyConsistent) else { return }
        if fullSince.load(ordering: .relaxed) == 0 { fullSince.store(Self.now, ordering: .relaxed) }
        watch(alsoToSend: true)
    }

    /// Monotonic, ms.
    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func watch(alsoToSend: Bool) {
        isWatched.store(alsoToSend, ordering: .sequentiallyConsistent)
        SocketLoop.shared.watch(
            number.load(ordering: .sequentiallyConsistent), socket.load(ordering: .sequentiallyConsistent),
            alsoToSend: alsoToSend)
    }
}
