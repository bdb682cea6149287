// SPDX-License-Identifier: Apache-2.0
public import BrokerEngine
public import BrokerModel
import QueueCore

/// One node of a pool: follower always, owner when the log lets it, home of its site. Messages in, actions out.
///
/// A pure value, driven in turns: the shell hands in everything that has arrived (``handle(_:at:)``), then ends the
/// turn (``endTurn(at:)``) and does what comes out, in that order. The simulator drives this very type.
public struct Replica: Sendable {
    let identity: NodeIdentity
    let authenticator: any BatchAuthenticator
    let batchesPerSnapshot: UInt64
    var follower: Follower
    var owner: Owner?
    var succession = Succession()
    var home: Home
    var clock = PoolClock()
    private var standstill = Standstill()
    /// Whether the log can be reached.
    var reach = Reach(at: Now(monotonic: 0, wall: 0))
    var gate = StoreGate()
    var actions: [Action] = []
    /// Whether an island that begins tells its lines, for whoever checks what it decides: O(those who wait).
    public var tellsLines = false
    /// What this node's owner says to this node's home.
    var loopback: [PeerMessage] = []
    /// The number of the last append sent: of this process alone.
    var attempts: UInt64
    /// Whether the shell is reading the stream.
    var isReading = false
    /// When to read again after a read that failed or found nothing.
    var readAt: Int64?
    /// Whether the log has been read to its end once.
    public private(set) var isCaughtUp = false
    /// What the store had seen of the log when the node started.
    let seen: SeenPlace?
    /// Since when the log has been found shorter than what was seen of it.
    var behindSince: Int64?
    /// What was folded when the read under way was asked for: the log must reach as far.
    var askedAt: UInt64
    /// When this node keeps its next image: at this place of the log, or after this time, whichever comes first.
    var imageDue: (logSequence: UInt64, at: Int64)?
    /// The log message of the last snapshot that this node began, or has started from.
    var snapshotBegunAt: UInt64
    private var leftServerAt: Int64 = .min
    private var isHalted = false
    /// Whether the process is asked to end.
    var isLeaving = false
    private var hasLeft = false

    /// A node that starts.
    ///
    /// - Parameters:
    ///   - identity: which node.
    ///   - image: the newest snapshot, or the empty image.
    ///   - store: what its disk holds.
    ///   - isRejoining: the operator's word that an earlier store of the site is lost.
    ///   - authenticator: digests and codes of batches.
    ///   - batchesPerSnapshot: after how many batches the owner keeps another snapshot, at least 1.
    public init(
        _ identity: NodeIdentity, from image: LogImage, store: StoredHome, isRejoining: Bool,
        authenticator: any BatchAuthenticator, batchesPerSnapshot: UInt64 = Limits.batchesPerSnapshot
    ) {
        self.identity = identity
        self.batchesPerSnapshot = batchesPerSnapshot
        self.authenticator = authenticator
        seen = store.seen
        follower = Follower(from: image, authenticator: authenticator)
        askedAt = image.logSequence
        snapshotBegunAt = image.logSequence
        attempts = store.incarnation &+ store.openCount &<< 40
        home = Home(identity: identity, store: store, isRejoining: isRejoining)
    }

    /// The committed state.
    public var engine: Engine { follower.engine }
    /// The last message of the log this node has folded.
    public var logSequence: UInt64 { follower.logSequence }
    /// Whether this node orders and matches the pool now.
    public var isOwner: Bool { owner?.isRuling ?? false }
    /// Whether the site goes on alone, cut off from the log.
    public var isIsland: Bool { home.island != nil }
    /// What the site goes by now: the committed state, or an island's own.
    public var current: Engine { home.island?.engine ?? follower.engine }
    /// Whether this node holds its site's home, as the last turn left it. Stored, as ``nextDue`` is.
    public private(set) var isHome = false

    /// The last write of the home's store that counts, as the last turn left it: it is on this disk and on every
    /// heir's. Stored, as ``nextDue`` is.
    public private(set) var counted: UInt64 = 0

    /// The revision of the configuration in force, as far as this node has read.
    public var configurationRevision: UInt64 { follower.engine.configuration.revision }

    /// Pool time.
    public mutating func poolTime(at now: Now) -> PoolInstant { poolTime(lived: standstill.lived(now)) }

    /// Pool time at a time this process has lived.
    mutating func poolTime(lived now: Now) -> PoolInstant { max(time(at: now), follower.engine.time) }

    /// When something is due next, by the machine's monotonic clock, as the last turn left it; until then a turn
    /// without input does nothing. Stored, since who asks a value in a property for what it computes copies all of it.
    public private(set) var nextDue: Int64?

    private func computeNextDue() -> Int64? {
        guard !isOver else { return nil }
        guard isCaughtUp else { return readAt }
        // Who is asked to end looks at no owner any more.
        let leading = owner == nil ? (isLeaving ? nil : nextLook) : owner?.nextDue
        let look = home.stage == .active ? reach.nextLook : .max
        return min(readAt ?? .max, home.timers.next ?? .max, leading ?? .max, look)
    }

    // MARK: - In

    /// Takes in one thing that has arrived. What follows from it comes out of ``endTurn(at:)``.
    public mutating func handle(_ input: Input, at now: Now) {
        guard !isOver else { return }
        take(input, standstill.lived(now))
    }

    /// Whether this process has said its last: it is halted, or has left. What it took in now it could tell nobody.
    private var isOver: Bool { isHalted || hasLeft }

    private mutating func take(_ input: Input, _ now: Now) {
        switch input {
        case .tick: break
        case .peer(let frame): for message in frame.messages { hear(message, from: frame.sender, now) }
        case .unreachable(let node):
            owner?.homes.absent(node, at: now)
            home.absent(node, context(now))
            if node == follower.engine.owner { succession.absent() }
        case .logMessage(let sequence, let bytes): hear(sequence, bytes, now)
        case .committed(let sequence, let bytes): hear(sequence, bytes, isWord: true, now)
        case .readEnded(let last): readEnded(last, now)
        case .readTorn(let first):
            isReading = false
            waitForMore("the log begins at message \(first), and no snapshot holds what was before", now)
        case .readFailed:
            isReading = false
            behindSince = nil
            readAt = now.monotonic + Timing.report
        case .restored(let image): restore(image, now)
        case .appended(let attempt, let result): appended(attempt, result, now)
        case .stored(let number): gate.stored(number)
        case .snapshotKept(let sequence):
            actions.append(.notice(.snapshotKept(logSequence: sequence)))
            actions.append(.trim(below: sequence))
        case .diskIsShort(let isShort): home.isDiskShort = isShort
        case .leave: isLeaving = true
        case .request(let token, let request):
            // What is due comes first: an accept after its deadline is late, however long it lay here (A3).
            if isCaughtUp, home.isDue(at: now) { home.fire(context(now)) }
            guard !gate.isFull else {
                let refusal = Refusal(.full, "the disks of the site do not keep up; repeat", retryAfterMs: 1_000)
                return actions.append(.reply(token: token, .refused(refusal)))
            }
            home.handle(request, token: token, context(now))
        }
    }

    private mutating func hear(_ message: PeerMessage, from sender: NodeID, _ now: Now) {
        owner?.homes.heard(sender, at: now)
        reach.heard(sender, at: now)
        switch message {
        case .command(let id, let command):
            guard mayAsk(sender, command) else { return }
            take(PendingCommand(node: sender, id: id, command: command, receivedAt: now.monotonic), at: now)
        case .refused(let id, let refusal):
            if let why = home.refused(id, refusal, context(now)) { halt(why) }
        case .assignment(let word, let offer, let toContact):
            // It is said again.
            guard !gate.isFull else { return }
            home.hear(word, offer, toContact: toContact, context(now))
        case .heir(let word):
            if isCaughtUp { home.hear(word, from: sender, context(now)) }
            if let why = home.loss { halt(why) }
        case .ping:
            if isIsland { tell(sender, .alone) }
            tell(sender, isOwner ? pulse(at: now) : .pong)
        case .alone: skip(sender, now)
        case .pong: break
        case .pulse(let epoch, let sequence, let time):
            guard epoch >= follower.engine.epoch else { return }
            succession.sign(at: now)
            reach.pulse(time, at: now)
            clock.hear(time, at: now)
            if sequence > follower.logSequence { read() }
        case .yield(let epoch, let sequence):
            guard epoch == follower.engine.epoch, sender == follower.engine.owner else { return }
            succession.yield(at: now)
            if sequence > follower.logSequence { read() }
        }
    }

    /// A command for the owner. A node that does not rule lets it fall: the home asks again.
    mutating func take(_ command: PendingCommand, at now: Now) {
        guard owner?.isRuling == true, !isPremature(command.command, at: now) else { return }
        var command = command
        command.poolTime = poolTime(lived: now)
        guard owner?.take(command) == true else {
            let refusal = Refusal(.unavailable, "the owner has too much to do; repeat", retryAfterMs: 1_000)
            return tell(command.node, .refused(id: command.id, refusal))
        }
    }

    // MARK: - The log

    private mutating func hear(_ sequence: UInt64, _ bytes: [UInt8], isWord: Bool = false, _ now: Now) {
        if let open = owner?.open, sequence == open.expected + 1, sequence == follower.logSequence + 1 {
            // The place our batch was meant for is taken: by itself, or by another owner.
            if authenticator.digest(of: bytes) == open.digest { return committed(sequence, now) }
            if isPlanted(.retryWithNewExpectation) {
                actions.append(.append(bytes: open.bytes, expected: sequence, attempt: attempts))
            }
            if !isWord { fenced("another batch is at message \(sequence)", now) }
        }
        switch follower.fold(sequence: sequence, bytes: bytes, isWord: isWord) {
        case .known: break
        case .gap: read()
        case .unreadable(let why):
            halt(
                "message \(sequence) of the log is the pool's and this build cannot read it (\(why)); "
                    + "install the newer version"
            )
        case .doubtful(let why):
            actions.append(.notice(.doubtfulWord(sequence: sequence, why: why)))
            read()
        case .foreign(let why):
            checkSeen()
            actions.append(.notice(.foreignMessage(sequence: sequence, why: why)))
        case .replaced: haltBehind("message \(sequence) of the log is another than the one this node has read there")
        case .newer(let generation):
            halt("generation \(generation) of the log has begun while this node ran: start it again")
        case .folded(let batch):
            // Its own batches an owner has folded when it knew them committed. Whatever else is there another has
            // decided, perhaps an earlier life of this node, whose first batch was the same to the bit.
            if owner != nil { fenced("another batch is at message \(sequence)", now) }
            folded(batch, now)
        }
    }

    mutating func folded(_ batch: Batch, _ now: Now) {
        checkSeen()
        // What is read belatedly may be the last word of an owner that has fallen silent since.
        if !isReading || batch.events.first.map(\.isEpoch) ?? false { succession.sign(at: now) }
        clock.learn(batch.time, at: now)
        if !isReading { reach.committed(at: now) }
        home.judgeIsland(follower.engine, upTo: batch.time)
        for event in batch.events {
            switch event {
            case .epochBegan(let epoch, let node)?:
                succession.endYield()
                actions.append(.notice(.ownerChanged(node, epoch: epoch)))
            case .siteDetached(let site)?: actions.append(.notice(.detached(site)))
            case .siteAttached(let site)?: actions.append(.notice(.attached(site)))
            default: break
            }
        }
        home.observe(batch, context(now))
        // Who takes a home over knows so by the log alone: if that is lost, its own image must tell.
        if batch.events.contains(where: { $0.map { $0.isTaken(by: identity.node) } ?? false }) {
            actions.append(.keepImage(follower.image))
        }
        if let why = home.loss { halt(why) }
        keepImage(now)
    }

    private mutating func readEnded(_ last: UInt64, _ now: Now) {
        isReading = false
        guard follower.logSequence >= last else {
            readAt = now.monotonic + Timing.report
            return
        }
        guard isWhole(last, now) else { return }
        // Our batch was refused, and yet nothing is in its place: the read was stale. Look again.
        if owner?.open?.isRefused == true { readAt = now.monotonic + Timing.report }
        guard !isCaughtUp else { return }
        isCaughtUp = true
        reach = Reach(at: now)
        succession.sign(at: now)
        let engine = follower.engine
        actions.append(.notice(.caughtUp(logSequence: follower.logSequence, eventSequence: engine.sequence)))
        if let why = home.caughtUp(context(now)) { halt(why) }
        // A site where nothing happens has seen the log, too.
        home.writes.append(.put(.meta, key: StoreKey.seen, value: follower.place.encoded()))
        keepImage(now)
    }

    private mutating func restore(_ image: LogImage, _ now: Now) {
        guard image.engine.generation == follower.engine.generation else {
            return halt("the log is of generation \(image.engine.generation) now: start the node again")
        }
        guard image.logSequence > follower.logSequence else { return }
        if owner != nil { fenced("the log went on without this node", now) }
        follower = Follower(from: image, authenticator: authenticator)
        snapshotBegunAt = max(snapshotBegunAt, image.logSequence)
        clock.learn(image.engine.time, at: now)
        if isIsland {
            if let holder = image.engine.sites[identity.site]?.home { home.homeTaken(holder, context(now)) }
        } else {
            home.resume(context(now))
        }
        // It may be by this snapshot alone that the node knows that it holds a home.
        actions.append(.keepImage(image))
        if let why = home.loss { halt(why) }
    }

    /// Asks the shell to read on; one read at a time.
    mutating func read() {
        guard !isReading else { return }
        isReading = true
        readAt = nil
        askedAt = follower.logSequence
        actions.append(.read(from: follower.logSequence + 1))
    }

    mutating func halt(_ why: String) {
        isHalted = true
        owner = nil
        actions.append(.serve(false))
        actions.append(.halt(why))
    }

    // MARK: - Out

    /// Ends a turn: what is due is done, what is decided goes to the log, what is stored comes out.
    public mutating func endTurn(at now: Now) -> [Action] {
        let now = standstill.lived(now)
        if !isOver {
            if let readAt, now.monotonic >= readAt { read() }
            if isCaughtUp { fire(now) }
            if isLeaving { home.leave(context(now)) }
            if isCaughtUp { watchReach(now) }
            settleHome(now)
            if isCaughtUp { lead(now) }
            hearItself(now)
            leaveIfDone()
        }
        nextDue = standstill.pause(until: computeNextDue(), after: now)
        isHome = home.stage == .active
        counted = gate.counted(upTo: home.heirsHoldUpTo)
        defer { actions = [] }
        return actions
    }

    private mutating func fire(_ now: Now) {
        // Pool time goes on by being read, whether anything is due or not.
        let time = poolTime(lived: now)
        if home.isDue(at: now) { home.fire(HomeContext(engine: current, now: now, time: time)) }
    }

    /// Everything decided is in the log, everything stored has been said, and everybody who asked has an answer.
    private mutating func leaveIfDone() {
        guard isLeaving, owner == nil, gate.isEmpty, !home.owesAnswers, home.mayLeave(follower.engine) else { return }
        hasLeft = true
        if isCaughtUp { actions.append(.keepImage(follower.image)) }
        actions.append(.left)
    }

    /// Lets the two roles of this home talk until both are silent, stores what changed, lets out what is stored.
    private mutating func settleHome(_ now: Now) {
        while !home.inner.isEmpty {
            let words = home.inner
            home.inner.removeAll(keepingCapacity: true)
            for (word, offer, toContact) in words { home.hear(word, offer, toContact: toContact, context(now)) }
        }
        if !home.immediate.isEmpty {
            let immediate = zip(home.immediateIDs, home.immediate)
            home.immediate = []
            home.immediateIDs = []
            for (id, command) in immediate { tellOwner(id, command, now) }
        }
        if home.hasSteppedDown {
            home.hasSteppedDown = false
            for token in gate.drop() { home.output.append(.reply(token, .refused(Home.movedOn))) }
        }
        if !home.writes.isEmpty {
            home.writes.append(.put(.meta, key: StoreKey.seen, value: follower.place.encoded()))
            let number = gate.beginWrite()
            home.copyToHeirs(home.writes, write: number)
            actions.append(.store(home.writes, number: number))
            home.writes.removeAll(keepingCapacity: true)
        }
        gate.add(home.output)
        home.isBacklogged = gate.isFull
        if !home.output.isEmpty { home.output.removeAll(keepingCapacity: true) }
        for (node, word) in home.siteWords { tell(node, .heir(word)) }
        if !home.siteWords.isEmpty { home.siteWords.removeAll(keepingCapacity: true) }
        for output in gate.release(upTo: home.heirsHoldUpTo) { letOut(output, now) }
        // An island's own engine has answered some of it at once.
        if home.hasSomethingToSettle { settleHome(now) }
    }

    /// Refusals of this node's owner to this node's home.
    private mutating func hearItself(_ now: Now) {
        guard !loopback.isEmpty else { return }
        let messages = loopback
        loopback.removeAll(keepingCapacity: true)
        for message in messages { hear(message, from: identity.node, now) }
        settleHome(now)
    }

    private mutating func letOut(_ output: HomeOutput, _ now: Now) {
        switch output {
        case .say(let word, let offer, let toContact):
            let site = toContact ? offer.contactSite : offer.agentSite
            guard let node = follower.engine.sites[site]?.home.node else { return }
            tell(node, .assignment(word, offer, toContact: toContact))
        case .site(let node, let word): tell(node, .heir(word))
        case .command(let id, let command): tellOwner(id, command, now)
        case .reply(let token, let reply): actions.append(.reply(token: token, reply))
        case .contactNews(let news): actions.append(.contactNews(news))
        case .agentNews(let news): actions.append(.agentNews(news))
        case .notice(let notice): actions.append(.notice(notice))
        case .numbersMarked(let mark): home.source.stored(mark)
        case .serve(let isServing): actions.append(.serve(isServing))
        }
    }

    private mutating func tellOwner(_ id: UInt64, _ command: Command, _ now: Now) {
        if isIsland {
            decideAlone(id, command, now)
        } else if owner?.isRuling == true {
            take(PendingCommand(node: identity.node, id: id, command: command, receivedAt: now.monotonic), at: now)
        } else if let node = follower.engine.owner, node != identity.node {
            tell(node, .command(id: id, command))
        }
    }

    /// Tells a node; this very node hears it before the turn ends.
    mutating func tell(_ node: NodeID, _ message: PeerMessage) {
        if node == identity.node { loopback.append(message) } else { actions.append(.send(to: node, message)) }
    }

    mutating func context(_ now: Now) -> HomeContext {
        HomeContext(engine: current, now: now, time: poolTime(lived: now))
    }

    mutating func time(at now: Now) -> PoolInstant {
        // An island's time goes on: its callers come one after the other, and wait.
        let isStalled = !isIsland && owner?.open.map { now.monotonic - $0.begunAt > Timing.stall } ?? false
        return clock.read(at: now, isStalled: isStalled, isOwner: isOwner)
    }

    /// Leaves a log server that does not answer, at a limited rate.
    mutating func leaveServer(_ now: Now) {
        guard leftServerAt == .min || now.monotonic - leftServerAt > Timing.leaveServer else { return }
        leftServerAt = now.monotonic
        actions.append(.leaveLogServer)
    }
}

extension Event? {
    /// Whether an epoch begins.
    fileprivate var isEpoch: Bool { if case .epochBegan? = self { true } else { false } }
}

extension Event {
    /// Whether a node holds its site's home from here on.
    fileprivate func isTaken(by node: NodeID) -> Bool {
        if case .homeTaken(let home) = self { home.node == node } else { false }
    }
}
