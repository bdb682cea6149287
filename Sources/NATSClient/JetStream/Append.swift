// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Appending to a log stream without waiting: the acknowledgement comes as a message.
///
/// One append at a time for a stream. Several in flight would not be fenced: a foreign message in between makes the
/// expectation of a later one true again.
public enum Append {
    /// Sends a message that is stored only if the stream's last sequence is the expected one.
    ///
    /// - Parameters:
    ///   - connection: The connection to use.
    ///   - subject: A subject of the stream.
    ///   - payload: The message.
    ///   - expectedLastSequence: The sequence of the stream's last message, 0 for a stream that never had one.
    ///   - replyTo: Where the acknowledgement comes; a subject the caller is subscribed to, with a last token of its
    ///     own for each append, so that late acknowledgements are told apart.
    ///   - headers: More headers.
    /// - Throws: What `publish` throws. After `timeout` the outcome is unknown; after all others nothing was sent.
    public static func publish(
        on connection: NATSConnection, subject: String, payload: [UInt8], expectedLastSequence: UInt64,
        replyTo: String, headers: [NATSHeader] = []
    ) throws(NATSError) {
        try connection.publish(
            subject, payload, replyTo: replyTo, headers: headers + [expectation(expectedLastSequence)])
    }

    /// The header with the expectation.
    ///
    /// Written out also for 0, which the client library takes for "none".
    static func expectation(_ sequence: UInt64) -> NATSHeader {
        NATSHeader("Nats-Expected-Last-Sequence", String(sequence))
    }

    /// Reads an acknowledgement.
    ///
    /// - Parameter message: What came on `replyTo`.
    /// - Returns: What became of the append. Anything that cannot be understood is unknown.
    public static func outcome(of message: borrowing NATSMessage) -> AppendOutcome {
        if message.isNoResponders {
            // The server knew of no listener, so very likely nothing is stored. But the same answer is given while
            // interest has not spread yet in a cluster, and a repeat costs nothing: unknown.
            return .unknown(NATSError(.noResponders, operation: "append", message: "no stream listens"))
        }
        return message.withBytes(outcome(of:))
    }

    /// Reads the payload of an acknowledgement.
    static func outcome(of bytes: UnsafeRawBufferPointer) -> AppendOutcome {
        if let sequence = PubAck.sequence(of: bytes) { return .committed(sequence: sequence) }
        let decoder = JSONDecoder()
        let data = Data(bytes)
        if let failure = try? decoder.decode(APIFailure.self, from: data) {
            let error = failure.error.asError("append")
            return isFinal(error) ? .refused(error) : .unknown(error)
        }
        if let ack = try? decoder.decode(PubAck.self, from: data), ack.seq > 0 {
            return .committed(sequence: ack.seq)
        }
        return .unknown(NATSError(.protocolViolation, operation: "append", message: "not an acknowledgement"))
    }

    /// Whether an error proves that the message is not stored on any replica.
    ///
    /// Proof is only what every replica decides alike from the message, the configuration and the log before it, or
    /// what the leader decides before it proposes the message to the others:
    /// - 10071, 10164 wrong last sequence; 10070 wrong last message id: decided when the log is applied, alike on all.
    /// - 10060 another stream expected; 10054 message too large; 10109 sealed: configuration.
    ///
    /// Not proof:
    /// - 10077 store failed, 10023 insufficient resources, 10047 no storage, 10028 no memory: the disk of the leader
    ///   may be full when it applies what the others have stored already. Also "maximum messages exceeded" comes as
    ///   10077.
    /// - 10008, 10009, 10076, 10118 no leader, not the leader, not enabled, offline: said by a server that may have
    ///   proposed the message while it still was the leader.
    /// - Anything new or without a code.
    private static func isFinal(_ error: NATSError) -> Bool {
        switch error.jetStreamCode {
        case 10071, 10164, 10070, 10060, 10054, 10109: true
        default: false
        }
    }

    /// Whether a failed publish proves that nothing was sent, and never will be as it is.
    public static func provesNothingSent(_ error: NATSError) -> Bool {
        switch error.code {
        case .badSubject, .maxPayload, .badArgument: true
        default: false
        }
    }
}
