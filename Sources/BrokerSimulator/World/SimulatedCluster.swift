// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import BrokerReplica

/// A pool's nodes, their network, disks and clocks and the log, in one thread and one time. The nodes are the shipped
/// ``Replica``; everything around them is drawn from the seed.
struct SimulatedCluster {
    /// What is on its way.
    enum Happening {
        /// Something reaches a node's process.
        case arrival(node: Int, life: Int, [Input])
        /// A node handles what has arrived.
        case turn(node: Int)
        /// A node's store has been synced up to a write.
        case synced(node: Int, life: Int, number: UInt64)
        /// An append reaches the log.
        case append(node: Int, life: Int, [UInt8], expected: UInt64, attempt: UInt64)
        /// A read reaches the log.
        case read(node: Int, life: Int, from: UInt64)
        /// A snapshot is in the log's bucket.
        indirect case snapshot(node: Int, life: Int, LogImage)
    }

    let siteNames: [SiteID]
    private let batchesPerSnapshot: UInt64
    private(set) var time: Int64 = 1_000_000_000
    var nodes: [SimulatedNode] = []
    var network: SimulatedNetwork
    var log = SimulatedLog()
    var rarities = Rarities()
    /// What the outside has seen since it last asked.
    var heard: [Heard] = []
    /// Appends that never reach the log, and answers that never come back, of a thousand.
    var appendLossPerMille = 0
    var answerLossPerMille = 0
    /// Frames sent between nodes, some kept to be said again much later.
    private(set) var memories: [(to: Int, PeerFrame)] = []
    /// The last lists of heirs that were asked for: few among many, and dangerous when they come late.
    private var heirLists: [(to: Int, PeerFrame)] = []
    /// Where the log was cut to by a power cut, until a new generation begins.
    var cutAt: UInt64?
    /// The log's generation.
    var generation: UInt32 = 1
    var agenda = Agenda<Happening>()
    var random: SplitMix64
    var trace = TraceHash()
    private var indexByNode: [NodeID: Int] = [:]

    init(sites: [SiteID], random: SplitMix64) {
        siteNames = sites
        self.random = random
        batchesPerSnapshot = UInt64(self.random.among(20...400))
        network = SimulatedNetwork(sites: sites.count)
    }

    /// What has happened so far, in 64 bits.
    var hash: UInt64 { trace.value }

    /// When something happens next.
    var next: Int64? { agenda.next }

    // MARK: - Lives

    /// Adds a machine with an empty disk; nothing runs on it yet.
    mutating func add(_ node: NodeID, site: Int) {
        let identity = NodeIdentity(site: siteNames[site], node: node)
        let disk = SimulatedDisk(incarnation: random.next() >> 16)
        let clock = SimulatedClock(
            startedAt: time, base: random.among(1...1_000_000_000_000), ratePpm: random.among(-200...200))
        let replica = Replica(
            identity, from: .empty, store: StoredHome(incarnation: disk.incarnation, openCount: 0), isRejoining: false,
            authenticator: PlainAuthenticator(), batchesPerSnapshot: batchesPerSnapshot)
        indexByNode[node] = nodes.count
        nodes.append(SimulatedNode(identity: identity, site: site, replica: replica, disk: disk, clock: clock))
    }

    /// Starts a process from the newest snapshot and the disk.
    mutating func start(_ index: Int, isRejoining: Bool = false) {
        precondition(!nodes[index].isRunning, "\(nodes[index].identity.node) runs")
        let image = log.image
        nodes[index].life += 1
        nodes[index].replica = Replica(
            nodes[index].identity, from: image, store: nodes[index].disk.open(), isRejoining: isRejoining,
            authenticator: PlainAuthenticator(), batchesPerSnapshot: batchesPerSnapshot)
        nodes[index].replica.tellsLines = true
        nodes[index].isRunning = true
        nodes[index].isPaused = false
        nodes[index].isLeaving = false
        nodes[index].isServing = false
        nodes[index].halted = nil
        nodes[index].inbox = nodes[index].isDiskShort ? [.diskIsShort(true)] : []
        nodes[index].actionsLeft = nil
        nodes[index].disk.lastDoneAt = time
        read(image.logSequence + 1, by: index)
        planTurn(index, at: time)
        trace.mix(UInt64(index) | 1 << 32, at: time)
    }

    /// Ends a process at once: what was not synced is lost, or was there after all.
    mutating func kill(_ index: Int) {
        nodes[index].disk.crash(random: &random)
        nodes[index].uncounted = []
        nodes[index].wasHome = false
        nodes[index].life += 1
        nodes[index].isRunning = false
        nodes[index].isPaused = false
        nodes[index].isServing = false
        nodes[index].inbox = []
        nodes[index].turnAt = .max
        trace.mix(UInt64(index) | 2 << 32, at: time)
    }

    /// Asks a process to end in order, as SIGTERM does.
    mutating func leave(_ index: Int) {
        if nodes[index].replica.isOwner { rarities.count(.ownerYielded) }
        nodes[index].isLeaving = true
        arrive([.leave], at: index, nodes[index].life)
    }

    /// Stops a process as SIGSTOP does, or lets it go on.
    mutating func pause(_ index: Int, _ isPaused: Bool) {
        nodes[index].isPaused = isPaused
        if isPaused { nodes[index].turnAt = .max } else { planTurn(index, at: time) }
        trace.mix(UInt64(index) | (isPaused ? 3 : 4) << 32, at: time)
    }

    /// Fills a node's disk nearly, or makes room again.
    mutating func shortenDisk(of index: Int, _ isShort: Bool) {
        guard nodes[index].isDiskShort != isShort else { return }
        nodes[index].isDiskShort = isShort
        arrive([.diskIsShort(isShort)], at: index, nodes[index].life)
        trace.mix(UInt64(index) | (isShort ? 6 : 7) << 32, at: time)
    }

    // MARK: - Time

    /// Does what happens next, if it does before `end`; false, and the time is `end`, when nothing does.
    mutating func step(before end: Int64) -> Bool {
        guard let (at, what) = agenda.take(before: end) else {
            time = max(time, end)
            return false
        }
        time = max(time, at)
        happen(what)
        return true
    }

    private mutating func happen(_ what: Happening) {
        switch what {
        case .arrival(let node, let life, let inputs): arrive(inputs, at: node, life)
        case .turn(let node): if nodes[node].turnAt == time, nodes[node].isUp { turn(node) }
        case .synced(let node, let life, let number):
            guard nodes[node].life == life else { return }
            nodes[node].disk.sync(upTo: number)
            if !nodes[node].wasHome { nodes[node].uncounted.removeAll { $0.number <= number } }
            arrive([.stored(number)], at: node, life)
        case .append(let node, let life, let bytes, let expected, let attempt):
            append(bytes, expected, attempt, of: node, life)
        case .read(let node, let life, let from): answerRead(of: node, life, from: from)
        case .snapshot(let node, let life, let image):
            log.keep(image)
            arrive([.snapshotKept(logSequence: image.logSequence)], at: node, life)
        }
    }

    private mutating func arrive(_ inputs: [Input], at node: Int, _ life: Int) {
        guard nodes[node].life == life, nodes[node].isRunning, nodes[node].halted == nil else { return }
        nodes[node].inbox += inputs
        // A process takes a moment to wake, and then takes all that has come.
        if !nodes[node].isPaused { planTurn(node, at: time + random.among(5_000...60_000)) }
    }

    private mutating func planTurn(_ node: Int, at instant: Int64) {
        guard instant < nodes[node].turnAt else { return }
        nodes[node].turnAt = instant
        agenda.add(.turn(node: node), at: instant)
    }

    private mutating func turn(_ node: Int) {
        let now = nodes[node].clock.read(at: time)
        let inputs = nodes[node].inbox
        nodes[node].inbox = []
        nodes[node].turnAt = .max
        countTurn(of: node)
        for input in inputs { nodes[node].replica.handle(input, at: now) }
        let actions = nodes[node].replica.endTurn(at: now)
        tellFacts(of: node)
        for action in actions {
            if let left = nodes[node].actionsLeft {
                guard left > 0 else {
                    rarities.count(.killedInATurn)
                    return kill(node)
                }
                nodes[node].actionsLeft = left - 1
            }
            perform(action, of: node)
        }
        guard nodes[node].isRunning, nodes[node].halted == nil, let due = nodes[node].replica.nextDue else { return }
        planTurn(node, at: max(time + 1_000, nodes[node].clock.instant(of: due)))
    }

    /// What has become a fact: all that is on the disk of a node that begins to hold its home, and then each write that
    /// counts.
    private mutating func tellFacts(of node: Int) {
        let isHome = nodes[node].replica.isHome
        if isHome, !nodes[node].wasHome {
            nodes[node].isSuperseded = false
            for other in nodes.indices where other != node && nodes[other].site == nodes[node].site {
                nodes[other].isSuperseded = true
            }
            heard.append(.adopted(nodes[node].disk.cells, node: node))
        }
        nodes[node].wasHome = isHome
        guard isHome, !nodes[node].isSuperseded, !nodes[node].uncounted.isEmpty else { return }
        let counted = nodes[node].replica.counted
        while let first = nodes[node].uncounted.first, first.number <= counted {
            nodes[node].uncounted.removeFirst()
            if time - first.begunAt > Self.promptWrite { nodes[node].slowAt = time }
            for write in first.writes { heard.append(.stored(write, node: node)) }
        }
    }

    /// A node at work has some hundred turns a second; one whose next turn is always due has a million.
    private mutating func countTurn(of node: Int) {
        if time - nodes[node].turnsCountedFrom > Self.spinWindow {
            nodes[node].turnsCountedFrom = time
            nodes[node].turns = 0
        }
        nodes[node].turns += 1
        if nodes[node].turns == Self.spinTurns { heard.append(.spinning(node: node)) }
    }

    private static let spinWindow: Int64 = 100_000_000
    private static let spinTurns = 5_000

    // MARK: - Actions

    private mutating func perform(_ action: Action, of node: Int) {
        switch action {
        case .send(let target, let message): send(message, of: node, to: target)
        case .append(let bytes, let expected, let attempt):
            trace.mix(bytes, at: time)
            guard !random.chance(appendLossPerMille) else { return rarities.count(.appendLost) }
            travel(
                from: node,
                toLog: .append(node: node, life: nodes[node].life, bytes, expected: expected, attempt: attempt))
        case .leaveLogServer:
            nodes[node].cutOffUntil = max(nodes[node].cutOffUntil, time + random.among(10_000_000...300_000_000))
            rarities.count(.logServerLeft)
        case .publishCommitted(let sequence, let bytes):
            for other in nodes.indices where other != node {
                carry(.committed(sequence: sequence, bytes: bytes), node, other)
            }
        case .committed: break
        case .read(let from): read(from, by: node)
        case .store(let writes, let number): store(writes, number, of: node)
        case .reply(let token, let reply): heard.append(.reply(token: token, reply, node: node))
        case .contactNews(let news): heard.append(.contactNews(news, node: node))
        case .agentNews(let news): heard.append(.agentNews(news, node: node))
        case .serve(let isServing): nodes[node].isServing = isServing
        case .islandBegan(let waiting, let agents): heard.append(.islandBegan(waiting, agents, node: node))
        case .decidedAlone(let events): heard.append(.decidedAlone(events, node: node))
        case .snapshot(let image):
            agenda.add(
                .snapshot(node: node, life: nodes[node].life, image), at: time + random.among(5_000_000...80_000_000))
        case .keepImage(let image): nodes[node].keep(image)
        case .trim(let below): log.trim(below: below)
        case .left:
            rarities.count(.leftInOrder)
            kill(node)
        case .notice(let notice): heard.append(.notice(notice, node: node))
        case .halt(let why):
            nodes[node].halted = why
            trace.mix(UInt64(node) | 5 << 32, at: time)
            heard.append(.halted(why, node: node))
        }
    }

    private static let promptWrite: Int64 = 50_000_000

    /// Whether a site's facts have counted quickly of late: then what is told of it has just happened.
    func isPrompt(site: Int) -> Bool {
        nodes.allSatisfy { $0.site != site || time - $0.slowAt > 3_000_000_000 }
    }

    private mutating func store(_ writes: [StoreWrite], _ number: UInt64, of node: Int) {
        nodes[node].disk.begin(writes, number: number)
        nodes[node].uncounted.append((number, time, writes))
        let done = max(nodes[node].disk.lastDoneAt, time) + random.among(nodes[node].diskDelay)
        nodes[node].disk.lastDoneAt = done
        agenda.add(.synced(node: node, life: nodes[node].life, number: number), at: done)
    }

    // MARK: - Between nodes

    private mutating func send(_ message: PeerMessage, of node: Int, to target: NodeID) {
        guard let other = indexByNode[target] else { return }
        // Through the codec, as on the wire.
        let bytes = PeerFrame(sender: nodes[node].identity.node, messages: [message]).encoded()
        trace.mix(bytes, at: time)
        let frame: PeerFrame
        do { frame = try PeerFrame(decoding: bytes) } catch {
            preconditionFailure("a frame does not read back: \(error)")
        }
        guard nodes[other].isRunning, nodes[other].halted == nil else {
            // No responders: the servers know that nobody listens.
            guard network.isOpen(nodes[node].site, nodes[other].site) else { return }
            return carry(.unreachable(target), other, node)
        }
        if case .assignment(let word, let offer, let toContact) = message {
            remember(frame, to: other)
            heard.append(.said(word, offer, toContact: toContact, node: node))
        }
        if case .command(_, let command) = message {
            remember(frame, to: other)
            if case .listHeirs = command { heirLists = heirLists.suffix(19) + [(other, frame)] }
        }
        carry(.peer(frame), node, other)
    }

    private mutating func remember(_ frame: PeerFrame, to node: Int) {
        if memories.count < 2_000 {
            memories.append((node, frame))
        } else if random.chance(50) {
            memories[random.below(memories.count)] = (node, frame)
        }
    }

    /// Says again what was said long ago.
    mutating func repeatMemory() {
        guard !memories.isEmpty else { return }
        let isList = !heirLists.isEmpty && random.chance(300)
        let (node, frame) =
            isList ? heirLists[random.below(heirLists.count)] : memories[random.below(memories.count)]
        arrive([.peer(frame)], at: node, nodes[node].life)
        rarities.count(.oldFrameSaidAgain)
    }

    private mutating func carry(_ input: Input, _ from: Int, _ to: Int) {
        guard time >= nodes[from].cutOffUntil, time >= nodes[to].cutOffUntil else { return }
        let (first, second) = network.arrivals(nodes[from].site, nodes[to].site, at: time, &random)
        for at in [first, second] {
            if let at { agenda.add(.arrival(node: to, life: nodes[to].life, [input]), at: at) }
        }
    }

    /// A client of the site asks a node.
    ///
    /// - Returns: the process that it reaches; nil when the node does not serve.
    @discardableResult
    mutating func ask(_ node: Int, token: UInt64, _ request: HomeRequest) -> (node: Int, life: Int)? {
        trace.mix(token ^ UInt64(node) << 48, at: time)
        guard nodes[node].isRunning, nodes[node].isServing, nodes[node].halted == nil else { return nil }
        let at = time + random.among(50_000...500_000)
        agenda.add(.arrival(node: node, life: nodes[node].life, [.request(token: token, request)]), at: at)
        return (node, nodes[node].life)
    }

    // MARK: - The log

    private func reachesLog(_ node: Int) -> Bool {
        time >= nodes[node].cutOffUntil && network.isOpen(nodes[node].site, log.leader)
            && network.isOpen(log.leader, nodes[node].site)
    }

    private mutating func travel(from node: Int, toLog happening: Happening) {
        guard time >= nodes[node].cutOffUntil else { return }
        let (first, second) = network.arrivals(nodes[node].site, log.leader, at: time, &random)
        for at in [first, second] { if let at { agenda.add(happening, at: at + 200_000) } }
    }

    private mutating func append(_ bytes: [UInt8], _ expected: UInt64, _ attempt: UInt64, of node: Int, _ life: Int) {
        guard !log.isSilent(at: time) else { return rarities.count(.appendWhileSilent) }
        let result = log.append(bytes, expected: expected)
        if case .committed = result { heard.append(.logged(bytes)) }
        if case .refused = result { rarities.count(.appendRefused) }
        guard nodes[node].life == life else { return rarities.count(.appendOfADeadProcess) }
        guard time >= nodes[node].cutOffUntil, !random.chance(answerLossPerMille) else {
            if case .committed = result { rarities.count(.answerLostAfterCommit) }
            return
        }
        // Fsync of two of three servers.
        let (first, second) = network.arrivals(log.leader, nodes[node].site, at: time, &random)
        for at in [first, second] {
            guard let at else { continue }
            agenda.add(
                .arrival(node: node, life: life, [.appended(attempt: attempt, result)]),
                at: at + random.among(100_000...1_500_000))
        }
    }

    private mutating func read(_ from: UInt64, by node: Int) {
        agenda.add(.read(node: node, life: nodes[node].life, from: from), at: time + random.among(300_000...2_000_000))
    }

    private mutating func answerRead(of node: Int, _ life: Int, from: UInt64) {
        guard nodes[node].life == life else { return }
        let stale = log.visible(at: nodes[node].site, time)
        let isStale = stale < Int(log.last)
        // Who reads at an old leader is answered, but of the past.
        guard isStale || (reachesLog(node) && !log.isSilent(at: time)) else {
            agenda.add(.arrival(node: node, life: life, [.readFailed]), at: time + 2_000_000_000)
            return
        }
        if isStale { rarities.count(.staleRead) }
        var inputs: [Input] = []
        var next = from
        if next < log.first {
            let image = log.image
            guard image.logSequence + 1 >= log.first else {
                agenda.add(.arrival(node: node, life: life, [.readTorn(first: log.first)]), at: time + 1_000_000)
                return
            }
            inputs.append(.restored(image))
            next = image.logSequence + 1
            rarities.count(.restoredFromSnapshot)
        } else if next > log.first {
            // The message before is known: it must still be the same.
            next -= 1
        }
        while next <= UInt64(stale) {
            if let bytes = log.messages[Int(next - 1)] { inputs.append(.logMessage(sequence: next, bytes: bytes)) }
            next += 1
        }
        inputs.append(.readEnded(last: UInt64(stale)))
        agenda.add(.arrival(node: node, life: life, inputs), at: time + random.among(300_000...3_000_000))
    }

    /// The network has changed: does the log's leader still have a majority? If not, another is elected where there is
    /// one, after the 4–9 s that take.
    mutating func elect(isForced: Bool = false) {
        let majority = network.sites / 2 + 1
        let isLed = network.peers(of: log.leader) >= majority
        guard isForced || !isLed || log.silentUntil == .max else { return }
        let able = (0..<network.sites).filter {
            network.peers(of: $0) >= majority && (!isForced || $0 != log.leader || network.sites == 1)
        }
        guard !able.isEmpty else { return log.loseQuorum() }
        let then = time + random.among(4_000_000_000...9_000_000_000)
        rarities.count(.election)
        log.lead(
            by: able[random.below(able.count)], from: then, now: time, staleFor: random.chance(500) ? 10_000_000_000 : 0
        )
    }
}
