// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica
import Foundation
import NATSClient
import Sealing

/// The operator's recovery of a pool whose log was lost, is behind what nodes have seen, or was put back from an older
/// copy: looks at what nodes' disks and JetStream have left, and begins a new generation from the most advanced of it.
public final class PoolRecovery {
    private let options: RecoveryOptions
    private let subjects: InternalSubjects
    private let connection: NATSConnection
    private let jetStream: JetStream
    private let shelf: SnapshotShelf
    private let recovery: LogRecovery
    private let readUpTo: UInt64
    /// What was found, in the order of the directories, JetStream's own last.
    public let candidates: [RecoveryCandidate]
    /// What could not be used, and why.
    public let problems: [String]
    /// Whether JetStream has a stream for the log.
    public let hasStream: Bool

    /// The most advanced.
    public var best: RecoveryCandidate { candidates[recovery.best] }

    /// Whether a new generation has begun already and no node has acted since: then there is nothing to do.
    public var isDone: Bool {
        let best = recovery.images[recovery.best]
        return best.engine.owner == nil && best.engine.generation > 1 && recovery.best == candidates.count - 1
            && candidates[recovery.best].source == Self.ofJetStream && best.logSequence == readUpTo && hasStream
    }

    private static let ofJetStream = "JetStream"

    /// Reads the images and what JetStream has. Changes nothing.
    public init(_ options: RecoveryOptions) throws(NodeError) {
        self.options = options
        subjects = InternalSubjects(prefix: options.prefix, pool: options.pool)
        let master: SealingKey
        do throws(SealingError) { master = try KeyFile.load(options.masterKeyFile).key } catch {
            throw NodeError(.configuration, error.message)
        }
        let authenticator = LogAuthenticator(master: master)
        do throws(NATSError) {
            connection = try NATSConnection(options.nats)
        } catch {
            let servers = options.nats.servers.joined(separator: ", ")
            throw NodeError(.unavailable, "no NATS server at \(servers): \(error)")
        }
        jetStream = JetStream(connection, timeout: .seconds(5))
        shelf = SnapshotShelf(subjects, authenticator)
        var problems: [String] = []
        var found = try Self.imagesOfNodes(options, authenticator, &problems)
        do throws(NATSError) {
            let info = try jetStream.streamInfo(subjects.logStream)
            hasStream = info != nil
            readUpTo = info?.lastSequence ?? 0
            let snapshot = try Self.snapshot(shelf, jetStream, subjects, &problems)
            // Without a snapshot the log itself may still have everything from its first message on.
            found.append((Self.ofJetStream, snapshot ?? .empty))
            var recovery = LogRecovery(found.map(\.image), authenticator: authenticator)
            if info != nil {
                var reader = LogReader(jetStream, stream: subjects.logStream, authenticator)
                try reader.read(from: 1, idleLimit: .seconds(5)) { message in
                    recovery.fold(sequence: message.sequence, bytes: message.bytes)
                }
            }
            self.recovery = recovery
        } catch {
            throw NodeError(
                .unavailable, "JetStream does not answer: \(error). Are enough nats-servers running, with a leader?")
        }
        if let unreadable = recovery.unreadable {
            throw NodeError(.configuration, "the log was written by a later version (\(unreadable)); use that one")
        }
        candidates = zip(zip(found.map(\.source), recovery.images), recovery.messagesFolded).map { pair, count in
            RecoveryCandidate(source: pair.0, pair.1, messagesFolded: count)
        }
        self.problems = problems
        try checkThatThereIsSomething()
    }

    private static func imagesOfNodes(
        _ options: RecoveryOptions, _ authenticator: LogAuthenticator, _ problems: inout [String]
    ) throws(NodeError) -> [(source: String, image: LogImage)] {
        var found: [(source: String, image: LogImage)] = []
        var isOtherKey = false
        for directory in options.dataDirectories {
            let file = ImageFile(directory, authenticator)
            do throws(NodeError) {
                if let content = try file.read() {
                    found.append((file.path, content.image))
                } else {
                    problems.append("there is no \(file.path)")
                }
            } catch {
                if error.code == .configuration { isOtherKey = true }
                problems.append(error.message)
            }
        }
        guard !isOtherKey else {
            throw NodeError(.configuration, "\(problems.joined(separator: "; ")). Give the pool's own key with --key")
        }
        return found
    }

    private static func snapshot(
        _ shelf: SnapshotShelf, _ jetStream: JetStream, _ subjects: InternalSubjects, _ problems: inout [String]
    ) throws(NATSError) -> LogImage? {
        guard try jetStream.streamInfo(subjects.snapshotStream) != nil else {
            problems.append("JetStream has no stream of snapshots")
            return nil
        }
        do throws(NATSError) { return try shelf.newest(jetStream) } catch {
            guard error.operation == "snapshot" else { throw error }
            problems.append("JetStream's snapshot cannot be used: \(error.message)")
            return nil
        }
    }

    private func checkThatThereIsSomething() throws(NodeError) {
        guard best.sequence == 0 else { return }
        let what = problems.isEmpty ? "" : " (\(problems.joined(separator: "; ")))"
        throw NodeError(
            .configuration,
            "nothing to begin a generation with: no node's image, no snapshot, no log that this key reads\(what). Give "
                + "--data for every node, and the pool's own --key")
    }

    /// Nodes that are still there, as far as they are known: nobody may act on the old generation any more.
    public func runningNodes() throws(NodeError) -> [String] {
        var names: [String] = []
        for image in recovery.images {
            let sites = image.engine.sitesInOrder.map(\.state)
            let known = sites.flatMap { [$0.home.node] + $0.heirs } + [image.engine.owner].compactMap { $0 }
            for name in known.map(\.text) where !names.contains(name) { names.append(name) }
        }
        var running: [String] = []
        for name in names {
            do throws(NATSError) {
                // No frame at all: a node lets it fall. It is enough that somebody listens.
                _ = try connection.request(subjects.node(name), [], timeout: .milliseconds(300))
                running.append(name)
            } catch {
                switch error.code {
                case .noResponders: break
                case .timeout: running.append(name)
                default: throw NodeError(.unavailable, "cannot tell whether \(name) runs: \(error)")
                }
            }
        }
        return running
    }

    /// Begins a new generation: its first state becomes the newest snapshot, at the end of the log, which is emptied.
    ///
    /// May be repeated when it fails on the way: what nodes start from is either the old state or, whole, the new one.
    ///
    /// - Returns: the new generation.
    public func begin() throws(NodeError) -> RecoveryCandidate {
        do throws(NATSError) {
            if try jetStream.streamInfo(subjects.logStream) == nil {
                _ = try jetStream.createStream(subjects.logConfiguration(replicas: options.replicas))
            }
            guard let info = try jetStream.streamInfo(subjects.logStream) else {
                throw NATSError(.unavailable, operation: "recover", message: "the stream of the log is gone again")
            }
            guard info.lastSequence == readUpTo else {
                throw NATSError(
                    .unavailable, operation: "recover",
                    message: "the log went on to message \(info.lastSequence) meanwhile: somebody still runs")
            }
            let image = recovery.begin(at: info.lastSequence, PoolInstant(Clocks.wall))
            try shelf.keep(image, jetStream, replicas: options.replicas, beginsGeneration: true)
            try jetStream.purge(subjects.logStream, below: info.lastSequence + 1)
            return RecoveryCandidate(source: Self.ofJetStream, image, messagesFolded: 0)
        } catch {
            throw NodeError(.unavailable, "the new generation has not begun: \(error); run the command again")
        }
    }

    /// Ends the connection.
    public func close() { connection.close() }
}
