// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerEngine
import BrokerModel
import BrokerReplica
import Foundation
import HomeStore
import Logging
import NATSClient
import QueueCore
import Synchronization

/// The node's one writer: drains the rings, drives the replica, does what it wants. Nothing here blocks but the
/// rings' own wait; what may block has a thread of its own.
///
/// Unchecked Sendable holds by this invariant: after `start` everything but the atomics is the thread's alone.
final class EngineThread: @unchecked Sendable {
    /// Longest sleep: the replica's watch over owner and homes needs to look this often.
    private static let tick: UInt64 = 20_000_000
    /// Timers may be so late: thousands of them then cost a turn for each of these, not one each.
    private static let grain: UInt64 = 5_000_000

    private let inbox: Inbox<Arrival>
    private var replica: Replica
    private let log: LogLink
    private let committer: GroupCommitter
    private let images: ImageKeeper
    private let history: HistoryKeeper?
    /// The revision of the configuration that the history was last told.
    private var notedRevision: UInt64 = 0
    let speaker: Speaker
    private let logger: Logger
    private let options: NodeOptions
    private let internalSubjects: InternalSubjects
    private let node: NodeID
    private var reader: RequestReader
    private var stats: StatsPublisher
    private let serve: @Sendable (Bool) -> Void
    private let halt: @Sendable (String) -> Void
    /// Whether the last turn has taken everything that had come.
    private var isInboxEmpty = false
    private let isLeaving = Atomic(false)
    private let left = DispatchSemaphore(value: 0)
    private let isStopping = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    init(
        inbox: Inbox<Arrival>, replica: Replica, log: LogLink, committer: GroupCommitter, images: ImageKeeper,
        history: HistoryKeeper?, link: ServerLink, vault: CallerVault, work: WorkCounters, options: NodeOptions,
        subjects: Subjects,
        micro: MicroService, logger: Logger,
        serve: @escaping @Sendable (Bool) -> Void, halt: @escaping @Sendable (String) -> Void
    ) {
        self.inbox = inbox
        self.replica = replica
        self.log = log
        self.committer = committer
        self.images = images
        self.history = history
        self.options = options
        self.logger = logger
        self.serve = serve
        self.halt = halt
        node = NodeID(trusted: options.node)
        internalSubjects = InternalSubjects(prefix: options.prefix, pool: options.pool)
        let site = SiteID(trusted: options.site)
        speaker = Speaker(link, subjects: subjects, documents: Documents(vault: vault, site: site), work: work)
        reader = RequestReader(Door(vault: vault, site: site), speaker: speaker, micro: micro, history: history)
        stats = StatsPublisher(speaker, pool: options.pool, site: site)
    }

    /// Begins, with a read of the log.
    func start() {
        let thread = Thread { [self] in
            run()
            NATSThread.release()
            ended.signal()
        }
        thread.name = "engine"
        thread.start()
    }

    /// Hands over what this node owns, then ends the thread after its turn; returns when it has ended.
    ///
    /// - Parameter patience: how long the handing over may take.
    func stop(patience: DispatchTimeInterval) {
        isLeaving.store(true, ordering: .releasing)
        _ = left.wait(timeout: .now() + patience)
        isStopping.store(true, ordering: .releasing)
        ended.wait()
    }

    private func run() {
        log.read(from: replica.logSequence + 1)
        while !isStopping.load(ordering: .acquiring) {
            let due = replica.nextDue.map { UInt64(max(0, $0 - Clocks.monotonic)) } ?? Self.tick
            _ = inbox.wait(timeoutNanoseconds: min(max(due, Self.grain), Self.tick))
            // What has come before that is asked first.
            if isInboxEmpty, isLeaving.load(ordering: .acquiring) { replica.handle(.leave, at: Clocks.now) }
            turn()
        }
    }

    private func turn() {
        let now = Clocks.now
        let taken = inbox.drain(budgetPerLane: Limits.arrivalsPerTurn) { take($0, now) }
        isInboxEmpty = taken < Limits.arrivalsPerTurn
        speaker.work.countIn(taken)
        var frames = PeerFrames(sender: node)
        let actions = replica.endTurn(at: now)
        speaker.together {
            for action in actions { perform(action, &frames, now) }
            for (target, frame) in frames.taken {
                let reply = internalSubjects.absent(node.text, target: target.text)
                speaker.publish(internalSubjects.node(target.text), frame, replyTo: reply)
            }
        }
        stats.tick(&replica, now)
        noteConfiguration(now)
    }

    private func noteConfiguration(_ now: Now) {
        let revision = replica.configurationRevision
        guard revision != notedRevision else { return }
        notedRevision = revision
        history?.note(replica.engine.configuration, at: replica.poolTime(at: now))
    }

    // MARK: - In

    private func take(_ arrival: Arrival, _ now: Now) {
        switch arrival {
        case .request(let handle): takeRequest(handle.take(), now)
        case .peer(let handle):
            guard let frame = try? PeerFrame(decoding: handle.take().bytes) else { return }
            replica.handle(.peer(frame), at: now)
        case .committed(let handle):
            guard let (sequence, bytes) = CommittedMessage.read(handle.take().bytes) else { return }
            replica.handle(.committed(sequence: sequence, bytes: bytes), at: now)
        case .acknowledgement(let handle): takeAcknowledgement(handle.take(), now)
        case .absent(let handle):
            let message = handle.take()
            guard message.isNoResponders, let target = message.subject.split(separator: ".").last,
                let node = NodeID(String(target))
            else { return }
            replica.handle(.unreachable(node), at: now)
        case .micro(let handle): reader.answerMicro(handle.take())
        case .stored(let number): replica.handle(.stored(number), at: now)
        case .input(let box): replica.handle(box.takeRetainedValue().input, at: now)
        }
    }

    private func takeRequest(_ message: consuming NATSMessage, _ now: Now) {
        switch reader.read(message, replica: &replica, stats: stats, now) {
        case .home(let token, let request): replica.handle(.request(token: token, request), at: now)
        case .answered: break
        }
    }

    private func takeAcknowledgement(_ message: consuming NATSMessage, _ now: Now) {
        let attempt = message.subject.split(separator: ".").last.flatMap { UInt64($0) } ?? 0
        let result: AppendResult
        switch Append.outcome(of: message) {
        case .committed(let sequence): result = .committed(sequence: sequence)
        case .refused(let error) where error.code == .wrongLastSequence: result = .refused
        case .refused(let error): result = .impossible(error.description)
        case .unknown: return
        }
        replica.handle(.appended(attempt: attempt, result), at: now)
    }

    // MARK: - Out

    private func perform(_ action: Action, _ frames: inout PeerFrames, _ now: Now) {
        switch action {
        case .send(let target, let message): frames.add(message, to: target)
        case .append(let bytes, let expected, let attempt):
            speaker.work.countAppend()
            log.append(bytes, expected: expected, attempt: attempt)
        case .leaveLogServer: log.leaveServer()
        case .publishCommitted(let sequence, let bytes):
            speaker.publish(internalSubjects.committed, CommittedMessage.bytes(sequence, bytes))
        case .committed(let figures): stats.record(figures)
        case .read(let sequence): log.read(from: sequence)
        case .store(let writes, let number): store(writes, number)
        case .reply(let token, let reply): reader.answer(token, reply, replica.poolTime(at: now), now)
        case .contactNews(let news):
            speaker.publish(news)
            history?.note(news)
        case .agentNews(let news):
            speaker.publish(news)
            history?.note(news)
        case .serve(let isServing): serve(isServing)
        case .snapshot(let image): log.keep(image, replicas: options.replicas)
        case .keepImage(let image): images.keep(image)
        case .trim(let sequence): log.trim(below: sequence)
        case .notice(let notice): logger.report(notice)
        case .islandBegan, .decidedAlone: break
        case .left: left.signal()
        case .halt(let why): halt(why)
        }
    }

    private func store(_ writes: [StoreWrite], _ number: UInt64) {
        let changes = writes.map(StoreChange.init)
        while !committer.submit(changes, number: number) {
            guard !committer.hasFailed else { return halt("the store cannot be written; see the line before") }
            // As much waits for the disk as is allowed: the engine waits with it, and so do the clients, but for what
            // has been said.
            speaker.sendNow()
            Thread.sleep(forTimeInterval: 0.001)
        }
    }
}
