// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// Follows the live end of a stream from a sequence on, for ever: in order, nothing twice, nothing left out but what
/// the stream itself has lost (the caller sees that as a jump of the sequence).
///
/// It has a thread of its own, which also waits out elections and lost connections. It says nothing about errors that
/// pass; progress is the caller's to watch. It needs the JetStream API, which stalls while a leader is elected.
public final class LogFollower: Sendable {
    private let consumer: OrderedConsumer
    private let connection: NATSConnection
    private let onMessage: @Sendable (StoredMessage) -> Void
    private let onEnd: @Sendable (NATSError) -> Void
    private let stopping = Atomic<Bool>(false)
    private let wakeUp = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// Starts to follow.
    ///
    /// - Parameters:
    ///   - jetStream: The API and the connection.
    ///   - stream: The stream.
    ///   - sequence: Where to begin, from 1; may be beyond the end.
    ///   - onMessage: Called for each message on the follower's thread. While it runs, nothing more is delivered, and
    ///     the server holds back: it may take its time.
    ///   - onEnd: Called once on that thread when it ends by itself: the connection was closed for good, the stream
    ///     does not exist (any more), or permission is missing. Not called after `stop()`.
    public convenience init(
        _ jetStream: JetStream, stream: String, from sequence: UInt64,
        onMessage: @escaping @Sendable (StoredMessage) -> Void,
        onEnd: @escaping @Sendable (NATSError) -> Void = { _ in }
    ) {
        self.init(
            jetStream.connection, OrderedConsumer(jetStream, stream: stream, start: .sequence(max(1, sequence))),
            onMessage: onMessage, onEnd: onEnd)
    }

    init(
        _ connection: NATSConnection, _ consumer: OrderedConsumer,
        onMessage: @escaping @Sendable (StoredMessage) -> Void, onEnd: @escaping @Sendable (NATSError) -> Void
    ) {
        self.connection = connection
        self.consumer = consumer
        self.onMessage = onMessage
        self.onEnd = onEnd
        // The thread keeps the follower alive until it is stopped.
        let thread = Thread { [self] in run() }
        thread.name = "log-follower"
        thread.start()
    }

    /// Ends it and waits until the thread will call nothing any more; for at most the time of one API call, when the
    /// servers hang.
    ///
    /// Not to be called in `onMessage`. Does nothing the second time.
    public func stop() {
        guard !stopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
        consumer.close()
        wakeUp.signal()
        ended.wait()
    }

    private func run() {
        do throws(NATSError) {
            try follow()
        } catch {
            consumer.close()
            if !stopping.load(ordering: .acquiring) { onEnd(error) }
        }
        NATSThread.release()
        ended.signal()
    }

    private func follow() throws(NATSError) {
        var isOpen = false
        while !stopping.load(ordering: .acquiring) {
            if !isOpen {
                do {
                    _ = try consumer.open()
                    isOpen = true
                } catch {
                    guard error.isRetriable else { throw error }
                    _ = wakeUp.wait(timeout: .now() + .milliseconds(100))
                    continue
                }
            }
            switch try consumer.next(timeout: OrderedConsumer.heartbeat) {
            case .message(let message, _): onMessage(message)
            case .caughtUp, .quiet: break
            case .lost: isOpen = false
            }
        }
    }
}
