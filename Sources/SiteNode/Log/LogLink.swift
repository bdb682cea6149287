// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerReplica
import Foundation
import Logging
import NATSClient
import QueueCore
import Synchronization

/// The node's own connection for the log: appends from the engine thread, everything that may block on a queue of its
/// own.
final class LogLink: Sendable {
    private let link: ServerLink
    private let subjects: InternalSubjects
    private let node: String
    private let readerLane: InboxLane<Arrival>
    private let authenticator: LogAuthenticator
    private let logger: Logger
    private let state = Mutex(State())
    /// Reads, one after the other.
    private let reading = DispatchQueue(label: "log-read")
    /// Snapshots and trims.
    private let keeping = DispatchQueue(label: "log-keep")
    let snapshots: SnapshotShelf

    /// How long a leader may lack what it has told of: a new one is given the time to look.
    private static let leadersPatience = Duration.seconds(3)

    private struct State {
        /// Whether the log has been read to its end once.
        var hasRead = false
        var lastMessage = LastMessage()
        /// The leader that lacks what this node has read, and since when.
        var shortLeader: (name: String, since: ContinuousClock.Instant)?
    }

    /// Connects.
    ///
    /// - Parameters:
    ///   - lane: for what the network thread hands over.
    ///   - readerLane: for what the reading queue hands over.
    ///   - failure: what is told when the servers refuse the link for good.
    init(
        _ options: NATSOptions, subjects: InternalSubjects, node: String, lane: InboxLane<Arrival>,
        readerLane: InboxLane<Arrival>, authenticator: LogAuthenticator, logger: Logger, failure: AsyncFailure
    ) throws(NATSError) {
        self.subjects = subjects
        self.node = node
        self.readerLane = readerLane
        self.authenticator = authenticator
        self.logger = logger
        snapshots = SnapshotShelf(subjects, authenticator)
        var options = options
        options.name = "\(node) log"
        let name = options.name
        link = try ServerLink(options, logger: logger) { failure.refused(name) }
        try link.subscribe(subjects.acknowledgementWildcard(node)) { message in
            // A full ring loses an acknowledgement; the append is then repeated as unknown.
            if !lane.push(.acknowledgement(message)) { message.discard() }
        }
    }

    /// JetStream calls that may block, for set-up and queues.
    func jetStream() -> JetStream {
        // A server that is still starting answers nothing: asking again soon beats waiting long.
        JetStream(link.connection, timeout: .seconds(2))
    }

    /// Sends an append. What becomes of it arrives as an acknowledgement, or does not.
    func append(_ bytes: [UInt8], expected: UInt64, attempt: UInt64) {
        let reply = subjects.acknowledgement(node, attempt: attempt)
        do throws(NATSError) {
            try Append.publish(
                on: link.connection, subject: subjects.log, payload: bytes, expectedLastSequence: expected,
                replyTo: reply)
        } catch {
            // Else nobody can say whether it was sent: the replica repeats it.
            guard Append.provesNothingSent(error) else {
                return logger.debug("append not sent", metadata: [LogKey.error: "\(error)"])
            }
            logger.error("the log cannot take a batch", metadata: [LogKey.error: "\(error)"])
            reading.async { [self] in hand(.appended(attempt: attempt, .impossible(error.description))) }
        }
    }

    /// Leaves a server that does not answer, for the next in the list.
    func leaveServer() { link.leave() }

    /// Reads the stream from a sequence to its end, in the background; what it finds arrives as inputs.
    func read(from sequence: UInt64) {
        reading.async { [self] in
            do throws(NATSError) {
                try readAll(from: sequence)
            } catch {
                logger.debug("log not read", metadata: [LogKey.error: "\(error)"])
                hand(.readFailed)
            }
        }
    }

    private func readAll(from sequence: UInt64) throws(NATSError) {
        let jetStream = self.jetStream()
        guard let info = try jetStream.streamInfo(subjects.logStream) else { return hand(.readEnded(last: 0)) }
        watchLeader(info, known: sequence - 1, jetStream)
        var next = sequence
        // The first sequence only ever grows, so a stale answer is harmless.
        if info.firstSequence > next, info.lastSequence >= next {
            guard let image = try snapshots.newest(jetStream), image.logSequence + 1 >= info.firstSequence else {
                return hand(.readTorn(first: info.firstSequence))
            }
            next = image.logSequence + 1
            hand(.restored(image))
        } else if next > 1, info.firstSequence < next, info.lastSequence >= next - 1 {
            // The message before is known: it must still be the same.
            next -= 1
        }
        var last = info.lastSequence
        var reader = LogReader(jetStream, stream: subjects.logStream, authenticator) { [logger] in logger.report($0) }
        let isFirst = state.withLock { !$0.hasRead }
        let end = try reader.read(from: next, idleLimit: .seconds(2), confirmsLast: isFirst) { message in
            last = max(last, message.sequence)
            hand(.logMessage(sequence: message.sequence, bytes: message.bytes))
        }
        if case .inDoubt(let message, let isUnopposed) = end {
            let known = state.withLock { state in
                state.lastMessage.isInDoubt(message.sequence, isUnopposed: isUnopposed, at: Clocks.monotonic)
            }
            guard let known else { return hand(.readFailed) }
            if known == message.sequence { hand(.logMessage(sequence: known, bytes: message.bytes)) }
            last = known
        }
        state.withLock { $0.hasRead = true }
        hand(.readEnded(last: last))
    }

    /// Asks a leader to give way that has lacked for a while what this node has read: nats-server 2.9.10, having led
    /// and been cut off, may lead again with a copy that has stood still meanwhile, and takes no append.
    private func watchLeader(_ info: StreamInfo, known: UInt64, _ jetStream: JetStream) {
        guard let leader = info.leader, !info.replicas.isEmpty, info.lastSequence < known else {
            return state.withLock { $0.shortLeader = nil }
        }
        let isTime = state.withLock { state in
            let now = ContinuousClock.now
            guard let short = state.shortLeader, short.name == leader else {
                state.shortLeader = (leader, now)
                return false
            }
            guard now - short.since > Self.leadersPatience else { return false }
            state.shortLeader = nil
            return true
        }
        guard isTime else { return }
        logger.report(.leaderBehind(server: leader, sequence: info.lastSequence))
        try? jetStream.stepDown(subjects.logStream)
    }

    /// Keeps a snapshot, in the background.
    func keep(_ image: LogImage, replicas: Int) {
        keeping.async { [self] in
            do throws(NATSError) {
                try snapshots.keep(image, jetStream(), replicas: replicas)
                reading.async { [self] in hand(.snapshotKept(logSequence: image.logSequence)) }
            } catch {
                logger.warning("snapshot not kept", metadata: [LogKey.error: "\(error)"])
            }
        }
    }

    /// Trims the log, in the background. A span of batches stays behind the snapshot, for nodes that are a little late.
    func trim(below sequence: UInt64) {
        guard sequence > Limits.batchesPerSnapshot else { return }
        keeping.async { [self] in
            do throws(NATSError) {
                try jetStream().purge(subjects.logStream, below: sequence - Limits.batchesPerSnapshot)
            } catch {
                logger.warning("log not trimmed", metadata: [LogKey.error: "\(error)"])
            }
        }
    }

    /// Hands an input to the engine thread. The queue waits while the ring is full: the reader must not outrun the
    /// engine.
    private func hand(_ input: Input) {
        let box = Unmanaged.passRetained(ArrivedInput(input))
        while !readerLane.push(.input(box)) { Thread.sleep(forTimeInterval: 0.001) }
    }

    /// Ends the connection.
    func close() { link.close() }
}

extension Logger {
    /// One line for what is wrong with servers' copies of the log.
    fileprivate func report(_ finding: LogReader.Finding) {
        switch finding {
        case .wrong(let server, let sequence):
            warning(
                "a server's copy of the log is wrong: the node goes on with the others'; let that server copy anew",
                metadata: [LogKey.server: "\(server)", LogKey.logSequence: "\(sequence)"])
        case .undecided(let sequence):
            warning(
                "servers differ in a message of the log, or too few answer: the node asks again",
                metadata: [LogKey.logSequence: "\(sequence)"])
        case .leaderBehind(let server, let sequence):
            warning(
                "the log's leader lacks the log's end: it is asked to let another lead; let that server copy anew",
                metadata: [LogKey.server: "\(server)", LogKey.logSequence: "\(sequence)"])
        }
    }
}
