// SPDX-License-Identifier: Apache-2.0
import Foundation

extension JetStream {
    /// Reads a stream to its end, as the leader knows the end now: a bulk read by push, in order, with nothing left out
    /// but what the stream itself has lost to purges and deletes.
    ///
    /// The consumer may sit on a server that is behind and believes to be at the end (seen with a server just
    /// restarted), so the end is asked from the leader. But also a leader may have been cut off and not know it: only
    /// a message appended with the expectation of what was read proves that it was all.
    ///
    /// - Parameters:
    ///   - stream: The stream.
    ///   - sequence: Where to begin, from 1. Beyond the end there is nothing to read, which is no error.
    ///   - idleLimit: How long to go on without any message before giving up. Lost servers and elections are survived
    ///     within this time, so seconds.
    ///   - body: Called for each message, on this thread; false ends the reading.
    /// - Throws: `timeout` after `idleLimit`; `notFound` when there is no such stream; what the body throws.
    public func read(
        stream: String, from sequence: UInt64, idleLimit: Duration,
        body: (StoredMessage) throws(NATSError) -> Bool
    ) throws(NATSError) {
        try read(stream: stream, filter: nil, .sequence(max(1, sequence)), idleLimit: idleLimit, body: body)
    }

    /// As the public one, with a filter and another beginning.
    func read(
        stream: String, filter: String?, _ start: OrderedConsumer.Start, idleLimit: Duration,
        body: (StoredMessage) throws(NATSError) -> Bool
    ) throws(NATSError) {
        let consumer = OrderedConsumer(self, stream: stream, filter: filter, start: start)
        defer { consumer.close() }
        var progress = ContinuousClock.now
        var next: UInt64 = if case .sequence(let first) = start { first } else { 1 }
        var isOpen = false
        while true {
            if ContinuousClock.now - progress > idleLimit {
                throw NATSError(.timeout, operation: "read", message: "no message for \(idleLimit)")
            }
            let delivery: OrderedConsumer.Delivery
            do throws(NATSError) {
                if !isOpen {
                    // Asked anew each time: what was the end may have been purged meanwhile.
                    let last = try lastMessage(stream: stream, subject: filter ?? ">")
                    guard let last, last.sequence >= next else { return }
                    isOpen = try consumer.open() > 0
                    // The consumer's server has not got that far yet.
                    if !isOpen { throw NATSError(.unavailable, operation: "read", message: "a replica is behind") }
                }
                delivery = try consumer.next(timeout: idleLimit)
            } catch {
                guard error.isRetriable, ContinuousClock.now - progress < idleLimit else { throw error }
                // An election takes seconds, and the refusals come at once: ask ten times a second.
                isOpen = false
                Thread.sleep(forTimeInterval: 0.1)
                continue
            }
            switch delivery {
            case .message(let message, let pending):
                progress = .now
                next = message.sequence + 1
                guard try body(message) else { return }
                isOpen = pending > 0
            case .quiet: break
            case .caughtUp, .lost: isOpen = false
            }
        }
    }

    /// Reads a stream to its end as ``read(stream:from:idleLimit:body:)`` does, but every message from the leader
    /// itself, which takes some times as long.
    ///
    /// A consumer is fed by one server from its own copy, and a copy can be wrong: nats-server 2.9.10, having led and
    /// been cut off, keeps for ever a message in whose place the others have another.
    ///
    /// - Parameters:
    ///   - stream: The stream; none of its messages is deleted singly.
    ///   - sequence: Where to begin, from 1.
    ///   - idleLimit: How long to go on without any message before giving up.
    ///   - body: Called for each message, on this thread; false ends the reading.
    /// - Throws: `timeout` or `unavailable` after `idleLimit`; `notFound` when there is no such stream; what the body
    ///   throws.
    public func readFromLeader(
        stream: String, from sequence: UInt64, idleLimit: Duration,
        body: (StoredMessage) throws(NATSError) -> Bool
    ) throws(NATSError) {
        var reading = try WindowedReading(self, stream: stream, from: max(1, sequence))
        var progress = ContinuousClock.now
        var last: UInt64 = 0
        while true {
            let message: StoredMessage
            do throws(NATSError) {
                if reading.next > last {
                    guard let info = try streamInfo(stream) else {
                        throw NATSError(.notFound, operation: "read", message: "there is no stream \(stream)")
                    }
                    last = info.lastSequence
                    reading.skip(below: info.firstSequence)
                    guard reading.next <= last else { return }
                }
                message = try reading.take(upTo: last)
            } catch {
                guard error.isRetriable, ContinuousClock.now - progress < idleLimit else { throw error }
                // An election takes seconds, and the refusals come at once: ask ten times a second.
                reading.askAgain()
                last = 0
                Thread.sleep(forTimeInterval: 0.1)
                continue
            }
            progress = .now
            guard try body(message) else { return }
        }
    }

    /// What one server of the stream holds at a place, a server that the cluster chooses by chance.
    ///
    /// - Parameters:
    ///   - stream: The stream.
    ///   - sequence: The place, from 1.
    /// - Throws: What the API refuses; `timeout` when the server falls silent.
    public func copy(stream: String, sequence: UInt64) throws(NATSError) -> StreamCopy {
        let consumer = OrderedConsumer(self, stream: stream, start: .sequence(sequence))
        defer { consumer.close() }
        let count = try consumer.open()
        let end = ContinuousClock.now + timeout
        while count > 0, ContinuousClock.now < end {
            switch try consumer.next(timeout: timeout) {
            case .message(let message, let pending):
                let isThere = message.sequence == sequence
                return StreamCopy(
                    server: consumer.server, message: isThere ? message : nil,
                    following: isThere ? pending : 0)
            case .quiet: break
            case .caughtUp: return StreamCopy(server: consumer.server, message: nil, following: 0)
            case .lost: throw NATSError(.timeout, operation: "copy", message: "the server has fallen silent")
            }
        }
        guard count == 0 else { throw NATSError(.timeout, operation: "copy", message: "no message has come") }
        return StreamCopy(server: consumer.server, message: nil, following: 0)
    }
}
