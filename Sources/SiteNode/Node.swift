// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel
import BrokerReplica
import Dispatch
import Foundation
import HomeStore
public import Logging
import NATSClient
import QueueCore
import Sealing
import Synchronization
import WebGateway

/// A site node: the replica with its threads, its connections and its store.
public final class Node: Sendable {
    /// The version of the product, SemVer.
    public static let version = "0.1.0"

    private let options: NodeOptions
    private let logger: Logger
    private let store: Store
    private let committer: GroupCommitter
    private let images: ImageKeeper
    private let history: HistoryKeeper?
    private let disk: DiskWatch
    private let link: ServerLink
    private let keys: NATSConnection
    private let log: LogLink
    private let ring: KeyRing
    private let engine: EngineThread
    private let doorway: Doorway
    private let web: Gateway?
    private let failure: AsyncFailure

    /// Opens the store, connects, makes what is missing in JetStream, and begins.
    ///
    /// Blocks until NATS and JetStream are there, at most `options.wait`.
    ///
    /// - Parameters:
    ///   - options: how to start.
    ///   - logger: where changes of state are logged.
    ///   - onFailure: called at most once when the node must not go on; on any thread.
    public init(
        _ options: NodeOptions, logger: Logger, onFailure: @escaping @Sendable (NodeError) -> Void
    ) throws(NodeError) {
        self.options = options
        self.logger = logger
        failure = AsyncFailure(onFailure)
        let master = try Self.loadMasterKey(options)
        let authenticator = LogAuthenticator(master: master)
        let isRejoining: Bool
        (store, isRejoining) = try StoreOpening.open(options, logger)
        let inbox = Inbox<Arrival>()
        let lanes = Lanes(inbox)
        let internalSubjects = InternalSubjects(prefix: options.prefix, pool: options.pool)
        let imageFile = ImageFile(options.dataDirectory, authenticator)
        let kept = try Self.lookAtImage(imageFile, logger)
        let failure = failure
        let (set, replica, ended) = try Self.makeReplica(
            options, store, isRejoining: isRejoining, seen: kept?.place, authenticator
        ) {
            (hasSeenLog) throws(NodeError) in
            try Setup(
                options, subjects: internalSubjects, lanes: lanes, authenticator: authenticator, master: master,
                logger: logger, failure: failure, hasSeenLog: hasSeenLog
            ).run()
        }
        link = set.link
        keys = set.keys
        log = set.log
        ring = set.ring
        let work = WorkCounters()
        committer = GroupCommitter(
            store: store, maxGroup: Limits.storeGroup, maxWaiting: Limits.storeBacklog,
            onDurable: { number in
                work.countCommit()
                _ = lanes.store.push(.stored(number))
            },
            onFailure: { error in failure.report(NodeError(.store, error.message)) })
        images = ImageKeeper(imageFile, kept: kept?.rank, logger: logger)
        disk = DiskWatch(options.dataDirectory, logger: logger) { isShort in
            _ = lanes.watch.push(.input(Unmanaged.passRetained(ArrivedInput(.diskIsShort(isShort)))))
        }
        let subjects = Subjects(prefix: options.prefix, pool: options.pool)
        let micro = MicroService(
            id: "\(options.pool)-\(options.node)-\(store.openCount)", version: Self.version,
            startedAt: Int(Clocks.wall), pool: options.pool, site: options.site, node: options.node)
        doorway = Doorway(set.link, subjects: subjects, site: options.site, micro: micro, lane: lanes.network)
        let vault = CallerVault(ring: set.ring, master: master)
        history = Self.openHistory(options, vault, logger)
        history?.remember(ended)
        let doorway = doorway
        engine = EngineThread(
            inbox: inbox, replica: replica, log: set.log, committer: committer, images: images, history: history,
            link: set.link, vault: vault,
            work: work, options: options, subjects: subjects, micro: micro, logger: logger,
            serve: { doorway.serve($0, logger) },
            halt: { failure.report(NodeError(.configuration, $0)) })
        web = try Self.openWeb(options, subjects, logger, failure)
        Self.listen(set.link, internalSubjects, options.node, lanes.network)
        engine.start()
        disk.start()
        keepDays()
    }

    /// Reads what the node begins from and makes its replica. All of it is gone with the return: what the replica
    /// has of it would else be copied at its first change.
    private static func makeReplica(
        _ options: NodeOptions, _ store: Store, isRejoining: Bool, seen: SeenPlace?,
        _ authenticator: LogAuthenticator,
        _ setUp: (_ hasSeenLog: Bool) throws(NodeError) -> Setup.Result
    ) throws(NodeError) -> (set: Setup.Result, replica: Replica, ended: EndedContacts) {
        var stored = try StoreOpening.read(store)
        if let seen { stored.haveSeen(seen) }
        var set = try setUp(stored.seen != nil)
        let replica = Replica(
            NodeIdentity(site: SiteID(trusted: options.site), node: NodeID(trusted: options.node)), from: set.image,
            store: stored, isRejoining: isRejoining, authenticator: authenticator)
        set.image = .empty
        return (set, replica, stored.endedContacts)
    }

    /// A home goes on without a history that cannot be opened.
    private static func openHistory(_ options: NodeOptions, _ vault: CallerVault, _ logger: Logger) -> HistoryKeeper? {
        guard options.historyDays > 0 else { return nil }
        do throws(HomeStoreError) {
            let file = try HistoryFile(directory: options.dataDirectory)
            let documents = Documents(vault: vault, site: SiteID(trusted: options.site))
            return HistoryKeeper(
                file, in: options.dataDirectory, days: options.historyDays, documents: documents, logger: logger)
        } catch {
            logger.warning("there is no history", metadata: [LogKey.error: "\(error.message)"])
            return nil
        }
    }

    private static func openWeb(
        _ options: NodeOptions, _ subjects: Subjects, _ logger: Logger, _ failure: AsyncFailure
    ) throws(NodeError) -> Gateway? {
        guard let address = options.web else { return nil }
        var nats = options.nats
        nats.name = "\(options.node) web"
        do throws(NATSError) {
            let name = nats.name
            let connection = try ServerLink.connect(nats, logger) { failure.refused(name) }
            return Gateway(
                address, site: options.site, subjects: subjects, connection: connection, logger: logger)
        } catch {
            throw NodeError(.unavailable, "the web gateway cannot connect to NATS: \(error)")
        }
    }

    private static func loadMasterKey(_ options: NodeOptions) throws(NodeError) -> SealingKey {
        do throws(SealingError) { return try KeyFile.load(options.masterKeyFile).key } catch {
            throw NodeError(.configuration, error.message)
        }
    }

    /// What an earlier process has kept of the log; under another key nothing here is this pool's.
    private static func lookAtImage(_ file: ImageFile, _ logger: Logger) throws(NodeError) -> ImageFile.Content? {
        do throws(NodeError) { return try file.look() } catch {
            guard error.code != .configuration else { throw error }
            logger.warning("the image that is there will be replaced", metadata: [LogKey.error: "\(error.message)"])
            return nil
        }
    }

    /// Callbacks hand messages straight to a ring; a full ring loses them, and their senders repeat.
    private static func listen(
        _ link: ServerLink, _ subjects: InternalSubjects, _ node: String, _ lane: InboxLane<Arrival>
    ) {
        _ = try? link.subscribe(subjects.node(node)) { if !lane.push(.peer($0)) { $0.discard() } }
        _ = try? link.subscribe(subjects.absentWildcard(node)) { if !lane.push(.absent($0)) { $0.discard() } }
        _ = try? link.subscribe(subjects.committed) { if !lane.push(.committed($0)) { $0.discard() } }
    }

    /// Makes the keys of the coming days: soon, and once an hour.
    private func keepDays() {
        let ring = ring
        let logger = logger
        let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
        timer.schedule(deadline: .now() + 5, repeating: 3_600)
        timer.setEventHandler {
            do { try ring.ensureDays(KeyRing.daysAhead) } catch {
                logger.warning("keys of the coming days are not made yet", metadata: [LogKey.error: "\(error)"])
            }
        }
        timer.resume()
        failure.hold(timer)
    }

    /// Ends the node: serves no more, commits what waits, hands over what it owned, leaves.
    public func stop() {
        failure.end()
        web?.stop()
        doorway.close()
        engine.stop(patience: failure.hasFailed ? .milliseconds(0) : .seconds(2))
        committer.stop()
        disk.stop()
        images.finish()
        history?.finish()
        ring.stop()
        try? link.connection.flush(timeout: .seconds(2))
        let closing: [@Sendable () -> Void] = [log.close, keys.close, link.close]
        // Each may have to wait for a server that does not answer.
        DispatchQueue.concurrentPerform(iterations: closing.count) { closing[$0]() }
        store.close()
    }
}
