// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// The role of the one node that orders and matches the pool: a second engine, ahead of the log by the batch in flight.
///
/// Nothing of it leaves before its commit. When an append is refused the whole value is dropped; there is no undo.
struct Owner: Sendable {
    private let authenticator: any BatchAuthenticator
    /// This owner's number.
    let epoch: UInt64
    private let node: NodeID
    private var ahead: Engine
    private var queue: [PendingCommand] = []
    private var queueHead = 0
    /// The batch in flight.
    var open: OpenAppend?
    /// Whether the epoch's first batch is committed.
    private(set) var isRuling = false
    /// What it knows of the homes.
    var homes = HomeWatch()

    /// A node that wants to own the pool: its first batch begins the epoch.
    init(after image: LogImage, node: NodeID, authenticator: any BatchAuthenticator) {
        self.authenticator = authenticator
        self.node = node
        ahead = image.engine
        epoch = image.engine.epoch + 1
    }

    /// Commands that wait.
    var backlog: Int { queue.count - queueHead }

    private var pressing = 0

    /// Whether it is time for a batch: something presses, or the oldest command has waited long enough for company.
    func isDue(at now: Now) -> Bool {
        guard open == nil else { return false }
        guard !ahead.isMatchingDue else { return true }
        guard backlog > 0 else { return false }
        return pressing > 0 || now.monotonic - queue[queueHead].receivedAt >= Timing.company
    }

    /// When it has something to do by itself.
    var nextDue: Int64 {
        var due = isRuling ? homes.pulsedAt + Timing.pulse + 1 : .max
        if let open {
            due = min(due, open.sentAt + Timing.appendAnswer + 1)
        } else if ahead.isMatchingDue {
            due = 0
        } else if backlog > 0 {
            due = min(due, pressing > 0 ? 0 : queue[queueHead].receivedAt + Timing.company)
        }
        return due
    }

    /// Takes a command for the next batch; false when too many wait.
    mutating func take(_ command: PendingCommand) -> Bool {
        guard backlog < Limits.ownerBacklog else { return false }
        queue.append(command)
        if command.isPressing { pressing += 1 }
        return true
    }

    /// The batch that begins the epoch.
    mutating func begin(after image: LogImage, at time: PoolInstant, _ now: Now) -> OpenAppend {
        var events: [Event] = []
        ahead.beginEpoch(epoch, owner: node, at: time, into: &events)
        return makeOpen(events, after: image, refusals: [], receivedAt: now.monotonic, now)
    }

    /// Decides what waits. Nil when nothing came of it; refusals that depend on nothing uncommitted come back to be
    /// sent.
    mutating func decide(
        after image: LogImage, at time: PoolInstant, _ now: Now
    ) -> (open: OpenAppend?, refusals: [(node: NodeID, id: UInt64, Refusal)]) {
        precondition(open == nil, "one batch in flight")
        var events: [Event] = []
        var refusals: [(node: NodeID, id: UInt64, Refusal)] = []
        var taken = 0
        let receivedAt = queueHead < queue.count ? queue[queueHead].receivedAt : now.monotonic
        var bytes = 0
        while taken < Limits.batchCommands, bytes < Limits.batchBytes {
            guard !ahead.isMatchingDue else {
                let decided = events.count
                ahead.matchMore(at: time, into: &events)
                bytes += events[decided...].reduce(0) { $0 + $1.sizeHint }
                continue
            }
            guard queueHead < queue.count else { break }
            let pending = queue[queueHead]
            queueHead += 1
            if pending.isPressing { pressing -= 1 }
            taken += 1
            let decided = events.count
            if let refusal = ahead.step(pending.command(at: time), id: pending.id, at: time, into: &events) {
                refusals.append((pending.node, pending.id, refusal))
            }
            bytes += events[decided...].reduce(0) { $0 + $1.sizeHint }
        }
        compact()
        guard !events.isEmpty else { return (nil, refusals) }
        return (makeOpen(events, after: image, refusals: refusals, receivedAt: receivedAt, now), [])
    }

    private mutating func compact() {
        if queueHead == queue.count {
            queue.removeAll(keepingCapacity: true)
            queueHead = 0
        } else if queueHead > 4_096 {
            queue.removeFirst(queueHead)
            queueHead = 0
        }
    }

    private mutating func makeOpen(
        _ events: [Event], after image: LogImage, refusals: [(node: NodeID, id: UInt64, Refusal)],
        receivedAt: Int64, _ now: Now
    ) -> OpenAppend {
        let batch = Batch(
            generation: ahead.generation, epoch: epoch, firstSequence: ahead.sequence + 1 - UInt64(events.count),
            time: ahead.time, previous: image.digest, events: events)
        let bytes = batch.encoded(with: authenticator)
        let made = OpenAppend(
            batch: batch, bytes: bytes, digest: authenticator.digest(of: bytes), expected: image.logSequence,
            begunAt: now.monotonic, sentAt: now.monotonic, receivedAt: receivedAt, refusals: refusals)
        open = made
        return made
    }

    /// The batch in flight is message `sequence` of the log.
    mutating func committed() -> OpenAppend {
        guard let done = open else { preconditionFailure("nothing is in flight") }
        open = nil
        isRuling = true
        return done
    }
}
