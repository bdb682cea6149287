// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerReplica
import Foundation
import NATSClient

/// Reads the log: from its leader, and past a wrong message in the leader's own copy (see ``CopyChoice``).
///
/// Such a server may lead again, and each server may have another wrong message. So where two neighbours do not fit,
/// other servers are asked; and a reading that nobody has right ends with an error rather than with a wrong state.
struct LogReader {
    /// How a reading ends.
    enum End {
        /// With the log's last message, or the one that was the last when the reading began.
        case whole
        /// Before a last message that most servers have not confirmed. Unopposed: all have answered, none has another.
        case inDoubt(ReadAhead.Message, isUnopposed: Bool)
    }

    /// How many copies of a message are asked for, each of a server chosen by the cluster: of three servers each is
    /// among them but in one of a hundred times. Then the reading fails, and is repeated.
    private static let copies = 12

    /// What is wrong with servers' copies.
    enum Finding {
        /// A server's copy of a message is not the log's: the reading goes on with another server's.
        case wrong(server: String, sequence: UInt64)
        /// Servers differ in a message and nothing tells which is right, or too few answer: the node asks again.
        case undecided(sequence: UInt64)
        /// The leader's copy ends with a message, and the log does not: it is asked to give way, the reading repeated.
        case leaderBehind(server: String, sequence: UInt64)
    }

    private let jetStream: JetStream
    private let stream: String
    private let authenticator: any BatchAuthenticator
    private let report: (Finding) -> Void
    private var leader = ""
    private var servers = 1

    /// A reader.
    init(
        _ jetStream: JetStream, stream: String, _ authenticator: any BatchAuthenticator,
        report: @escaping (Finding) -> Void = { _ in }
    ) {
        self.jetStream = jetStream
        self.stream = stream
        self.authenticator = authenticator
        self.report = report
    }

    /// Reads from a sequence to the end, as ``JetStream/readFromLeader(stream:from:idleLimit:body:)`` does.
    ///
    /// - Parameters:
    ///   - sequence: where to begin, from 1.
    ///   - idleLimit: how long to go on without any message.
    ///   - confirmsLast: whether most servers must have the last message too, which no next one confirms, and none
    ///     another. This waits for them, so it is for a node that starts: one that runs hears batches from the owner.
    ///   - body: called for each message.
    /// - Returns: whether the last message was confirmed, if that was asked for.
    /// - Throws: `unavailable` also when no server has a message that fits, or the leader lacks what others have.
    @discardableResult
    mutating func read(
        from sequence: UInt64, idleLimit: Duration, confirmsLast: Bool = false,
        body: (ReadAhead.Message) throws(NATSError) -> Void
    ) throws(NATSError) -> End {
        try look()
        var ahead = ReadAhead(authenticator)
        var next = max(1, sequence)
        while true {
            let first = next
            try jetStream.readFromLeader(
                stream: stream, from: first, idleLimit: idleLimit
            ) { stored throws(NATSError) in
                next = stored.sequence + 1
                guard let released = ahead.take(.init(stored.sequence, stored.bytes)) else { return true }
                guard let wanted = released.digestWanted else {
                    try body(released.message)
                    return true
                }
                guard let fitting = settle(released.message, wanted, patience: idleLimit).confirmed else {
                    throw NATSError(
                        .unavailable, operation: "read",
                        message: "servers differ in message \(released.message.sequence), or too few of them answer")
                }
                try body(fitting)
                return true
            }
            guard let last = ahead.held else { return .whole }
            guard confirmsLast, servers > 1 else {
                try body(last)
                return .whole
            }
            let (confirmed, isUnopposed, isLast) = settle(last, nil, patience: idleLimit)
            guard let confirmed else { return .inDoubt(last, isUnopposed: isUnopposed && isLast) }
            if isLast {
                try body(confirmed)
                return .whole
            }
            guard next > first else {
                report(.leaderBehind(server: leader, sequence: last.sequence))
                try? jetStream.stepDown(stream)
                throw NATSError(.unavailable, operation: "read", message: "the leader lacks what other servers have")
            }
        }
    }

    /// Who leads, and how many servers there are.
    private mutating func look() throws(NATSError) {
        let info = try jetStream.streamInfo(stream)
        leader = info?.leader ?? ""
        servers = (info?.replicas.count ?? 0) + 1
    }

    /// The message as it is to be gone by, if that can be said, whether no server has another, and whether none heard
    /// has one behind it.
    private func settle(
        _ message: ReadAhead.Message, _ wanted: Digest?, patience: Duration
    ) -> (confirmed: ReadAhead.Message?, isUnopposed: Bool, isLast: Bool) {
        var choice = CopyChoice(
            of: message.sequence, digestWanted: wanted, servers: servers, authenticator: authenticator)
        choice.take(message.bytes, from: leader)
        var isLast = true
        let end = ContinuousClock.now + patience
        var left = Self.copies
        while !choice.isSettled, left > 0, ContinuousClock.now < end {
            guard let copy = try? jetStream.copy(stream: stream, sequence: message.sequence) else {
                // An election takes seconds, and the refusals come at once: ask ten times a second.
                Thread.sleep(forTimeInterval: 0.1)
                continue
            }
            left -= 1
            if copy.following > 0 { isLast = false }
            guard let found = copy.message else {
                choice.isMissing(at: copy.server)
                continue
            }
            choice.take(found.bytes, from: copy.server)
        }
        guard let bytes = choice.bytes else {
            report(.undecided(sequence: message.sequence))
            return (nil, choice.isUnopposed, isLast)
        }
        for server in choice.wrong { report(.wrong(server: server, sequence: message.sequence)) }
        return (ReadAhead.Message(message.sequence, bytes), choice.isUnopposed, isLast)
    }
}
