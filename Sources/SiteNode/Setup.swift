// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerReplica
import Foundation
import Logging
import NATSClient
import Sealing

/// What a node needs from NATS before it can begin: connections, the log, snapshots, keys. Tried until it is there or
/// the waiting time is over; a cluster that is starting has no leader for some seconds.
struct Setup {
    /// What was set up.
    struct Result {
        let link: ServerLink
        let keys: NATSConnection
        let log: LogLink
        let ring: KeyRing
        var image: LogImage
    }

    private let options: NodeOptions
    private let subjects: InternalSubjects
    private let lanes: Lanes
    private let authenticator: LogAuthenticator
    private let master: SealingKey
    private let logger: Logger
    private let failure: AsyncFailure
    private let hasSeenLog: Bool
    private let deadline: ContinuousClock.Instant

    init(
        _ options: NodeOptions, subjects: InternalSubjects, lanes: Lanes, authenticator: LogAuthenticator,
        master: SealingKey, logger: Logger, failure: AsyncFailure, hasSeenLog: Bool
    ) {
        self.options = options
        self.subjects = subjects
        self.lanes = lanes
        self.authenticator = authenticator
        self.master = master
        self.logger = logger
        self.failure = failure
        self.hasSeenLog = hasSeenLog
        deadline = .now + options.wait
    }

    /// Does it.
    func run() throws(NodeError) -> Result {
        var nats = options.nats
        nats.name = options.node
        let (logger, failure) = (logger, failure)
        let settings = nats
        let link = try retry("connect to NATS") { () throws(NATSError) in
            try ServerLink(settings, logger: logger) { failure.refused(settings.name) }
        }
        nats.name = "\(options.node) keys"
        let aside = nats
        let keys = try retry("connect to NATS") { () throws(NATSError) in
            try NATSConnection(aside) { if $0 == .closed { failure.refused(aside.name) } }
        }
        let log = try retry("connect to the log") { () throws(NATSError) in
            try LogLink(
                options.nats, subjects: subjects, node: options.node, lane: lanes.network, readerLane: lanes.reader,
                authenticator: authenticator, logger: logger, failure: failure)
        }
        let image = try retry("prepare the log") { () throws(NATSError) in try prepare(log) }
        let ring = try retry("prepare the day keys") { () throws(NATSError) in
            try KeyRing(
                JetStream(keys), bucket: subjects.keyBucket, replicas: options.replicas, site: options.site,
                master: master, logger: logger)
        }
        return Result(link: link, keys: keys, log: log, ring: ring, image: image)
    }

    private func prepare(_ log: LogLink) throws(NATSError) -> LogImage {
        let jetStream = log.jetStream()
        // Who has seen the log makes no other: either servers without a leader do not know it for a moment, and to make
        // it twice can end a server (2.9.10), or it is lost, and that is for the operator.
        if !hasSeenLog {
            if try jetStream.streamInfo(subjects.logStream) == nil {
                _ = try jetStream.createStream(subjects.logConfiguration(replicas: options.replicas))
            }
            try log.snapshots.prepare(jetStream, replicas: options.replicas)
        }
        return try log.snapshots.newest(jetStream) ?? .empty
    }

    private func retry<Value>(
        _ what: String, _ body: () throws(NATSError) -> Value
    ) throws(NodeError) -> Value {
        var isTold = false
        while true {
            do throws(NATSError) { return try body() } catch {
                guard ContinuousClock.now < deadline else {
                    throw NodeError(
                        .unavailable,
                        "could not \(what) within \(options.wait): \(error). Is nats-server running with JetStream at "
                            + "\(options.nats.servers.joined(separator: ", "))? (Debian package: nats-server)")
                }
                if !isTold { logger.info("waiting: could not \(what) yet", metadata: [LogKey.error: "\(error)"]) }
                isTold = true
                Thread.sleep(forTimeInterval: 0.2)
            }
        }
    }
}
