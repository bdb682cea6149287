// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Messages of a stream, one by one from its leader, several of them asked for at a time; given in order.
///
/// For one thread.
struct WindowedReading {
    /// How many are asked for at a time.
    private static let window: UInt64 = 64
    /// How long the leader may be silent before it is asked again.
    private static let patience = Duration.seconds(1)

    private struct Request: Encodable {
        let seq: UInt64
    }

    private struct Answer: Decodable {
        let message: StoredMessage
    }

    private let connection: NATSConnection
    private let subject: String
    private let inbox: String
    private let answers: SyncSubscription
    private var arrived: [UInt64: StoredMessage] = [:]
    private var asked: UInt64
    /// The sequence to be given next.
    private(set) var next: UInt64

    init(_ jetStream: JetStream, stream: String, from sequence: UInt64) throws(NATSError) {
        try JetStream.check(name: stream, "read")
        connection = jetStream.connection
        subject = "$JS.API.STREAM.MSG.GET.\(stream)"
        inbox = connection.makeInbox()
        answers = try SyncSubscription(inbox + ".*", on: connection)
        next = sequence
        asked = sequence - 1
    }

    /// Leaves out what is trimmed.
    mutating func skip(below first: UInt64) {
        guard first > next else { return }
        next = first
        asked = max(asked, first - 1)
        arrived = arrived.filter { $0.key >= first }
    }

    /// Forgets what was asked for and has not come: it will be asked for again.
    mutating func askAgain() { asked = next - 1 }

    /// The next message.
    ///
    /// - Parameter last: a message known to be there; nothing beyond it is asked for.
    /// - Throws: `unavailable` when the leader does not have it, or there is none, and `timeout`; both may pass.
    mutating func take(upTo last: UInt64) throws(NATSError) -> StoredMessage {
        while true {
            while asked < min(last, next + Self.window - 1) {
                asked += 1
                if arrived[asked] == nil { try ask(asked) }
            }
            if let message = arrived.removeValue(forKey: next) {
                next += 1
                return message
            }
            let answer = try answers.next(timeout: Self.patience) { message throws(NATSError) in
                try Self.message(in: message)
            }
            guard let answer else {
                throw NATSError(.timeout, operation: "read", message: "message \(next) has not come")
            }
            // What was asked for twice may come twice.
            if answer.sequence >= next { arrived[answer.sequence] = answer }
        }
    }

    private func ask(_ sequence: UInt64) throws(NATSError) {
        guard let request = try? JSONEncoder().encode(Request(seq: sequence)) else {
            preconditionFailure("a number cannot be encoded")
        }
        try connection.publish(subject, [UInt8](request), replyTo: "\(inbox).\(sequence)")
    }

    private static func message(in answer: borrowing NATSMessage) throws(NATSError) -> StoredMessage {
        guard !answer.isNoResponders else { throw NATSError(.unavailable, operation: "read") }
        let data = answer.withBytes { Data($0) }
        if let failure = try? JSONDecoder().decode(APIFailure.self, from: data) {
            let error = failure.error.asError("read")
            // Trimmed meanwhile, or a leader of the past: what the stream holds is asked anew.
            guard error.code == .notFound, error.jetStreamCode != 10059 else { throw error }
            throw NATSError(.unavailable, operation: "read", message: error.message, jetStreamCode: error.jetStreamCode)
        }
        do { return try JSONDecoder().decode(Answer.self, from: data).message } catch {
            throw NATSError(.protocolViolation, operation: "read", message: "the answer cannot be understood")
        }
    }
}
