// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

@testable import BrokerReplica
@testable import BrokerSimulator

/// Replicas, a log, disks and a network in one thread, with a clock the test moves: messages arrive at once and in
/// order unless the test asks for faults.
struct MiniCluster {
    struct Node {
        var replica: Replica
        var isRunning = true
        var isPaused = false
        var disk: StoredHome
        var records: [StoreRecord: [UInt8]] = [:]
        var writing: [(at: Int64, number: UInt64, writes: [StoreWrite])] = []
        var inbox: [(at: Int64, input: Input)] = []
        var replies: [UInt64: HomeReply] = [:]
        var contactNews: [ContactNews] = []
        var agentNews: [AgentNews] = []
        var notices: [Notice] = []
        var images: [LogImage] = []
        var snapshots: [UInt64] = []
        var isServing = false
        var hasLeft = false
        var halted: String?
    }

    struct StoreRecord: Hashable {
        let shelf: UInt8
        let key: [UInt8]
    }

    var nodes: [NodeID: Node] = [:]
    var order: [NodeID] = []
    var log: [[UInt8]] = []
    /// The log answers nobody and takes nothing.
    var isLogSilent = false
    /// Sites that reach neither the log nor the others.
    var cutOff: Set<String> = []
    /// Pairs of sites whose nodes do not hear each other; the log hears both.
    var apart: Set<Set<String>> = []
    var faults = Faults()
    var random = SplitMix64(seed: 1)
    var nanoseconds: Int64 = 1_000_000_000
    /// By how much a site's wall clock is wrong.
    var wallErrorMs: [String: Int64] = [:]
    var stepMs: Int64 = 5
    /// What nodes said to each other, for tests that say it again much later; kept only when asked for.
    var isRecording = false
    var recorded: [(to: NodeID, frame: PeerFrame)] = []
    private var tokens: UInt64 = 0
    private let batchesPerSnapshot: UInt64

    init(
        sites: [String] = ["roma", "milano", "napoli"], wallErrorMs: [String: Int64] = [:],
        batchesPerSnapshot: UInt64 = Limits.batchesPerSnapshot
    ) {
        self.wallErrorMs = wallErrorMs
        self.batchesPerSnapshot = batchesPerSnapshot
        for site in sites { start(site, incarnation: UInt64(abs(site.utf8.reduce(7) { $0 * 31 + Int($1) }))) }
        run(milliseconds: 2_000)
    }

    var now: Now { Now(monotonic: nanoseconds, wall: 1_790_000_000_000 + nanoseconds / 1_000_000) }

    /// The time as a node of a site has it.
    func now(at site: String) -> Now {
        Now(monotonic: nanoseconds, wall: now.wall + wallErrorMs[site, default: 0])
    }

    /// A site's name means its first node; `roma-2` is its second.
    static func node(_ name: String) -> NodeID { NodeID(trusted: name.contains("-") ? name : name + "-1") }

    /// The site of a node.
    static func site(_ name: String) -> String { String(name.prefix { $0 != "-" }) }

    subscript(_ site: String) -> Node {
        get {
            guard let node = nodes[Self.node(site)] else { preconditionFailure("no node \(site)") }
            return node
        }
        set { nodes[Self.node(site)] = newValue }
    }

    // MARK: - Lives

    /// Starts a node, or starts it again with what its disk holds; another incarnation is an empty disk.
    mutating func start(_ node: String, incarnation: UInt64, rejoin: Bool = false, from image: LogImage = .empty) {
        let name = Self.node(node)
        let old = nodes[name].flatMap { $0.disk.incarnation == incarnation ? $0 : nil }
        var disk = StoredHome(incarnation: incarnation, openCount: (old?.disk.openCount ?? 0) + 1)
        for (record, value) in old?.records ?? [:] {
            guard let shelf = StoreWrite.Shelf(rawValue: record.shelf) else { continue }
            do { try disk.add(shelf, key: record.key, value: value) } catch { preconditionFailure("\(error)") }
        }
        let replica = Replica(
            NodeIdentity(site: SiteID(trusted: Self.site(node)), node: name), from: image, store: disk,
            isRejoining: rejoin,
            authenticator: PlainAuthenticator(), batchesPerSnapshot: batchesPerSnapshot)
        if nodes[name] == nil { order.append(name) }
        nodes[name] = Node(replica: replica, disk: disk, records: old?.records ?? [:])
        // The shell reads the log from the snapshot on.
        guard !cutOff.contains(Self.site(node)) else { return put(.readFailed, to: name) }
        for (index, bytes) in log.enumerated().dropFirst(Int(image.logSequence)) {
            put(.logMessage(sequence: UInt64(index + 1), bytes: bytes), to: name)
        }
        put(.readEnded(last: UInt64(log.count)), to: name)
    }

    /// Starts a node again: from the log's beginning, or from a snapshot as new as what it had folded.
    mutating func restart(_ site: String, fromSnapshot: Bool = false) {
        let image = fromSnapshot ? self[site].replica.follower.image : .empty
        start(site, incarnation: self[site].disk.incarnation, from: image)
    }

    /// Ends a process: what is not on the disk is lost.
    mutating func kill(_ site: String) {
        self[site].isRunning = false
        self[site].inbox = []
        self[site].writing = []
    }

    /// Stops a process as SIGSTOP does, or lets it go on: what was sent meanwhile waits for it.
    mutating func pause(_ site: String, _ isPaused: Bool) { self[site].isPaused = isPaused }

    mutating func run(milliseconds: Int64) {
        let end = nanoseconds + milliseconds * 1_000_000
        while nanoseconds < end {
            for name in order { turn(name) }
            nanoseconds += stepMs * 1_000_000
        }
    }

    private mutating func turn(_ name: NodeID) {
        guard var node = nodes[name], node.isRunning, !node.isPaused, node.halted == nil else { return }
        let now = now(at: Self.site(name.text))
        settle(&node, of: name)
        let due = node.inbox.filter { $0.at <= nanoseconds }
        node.inbox.removeAll { $0.at <= nanoseconds }
        for (_, input) in due { node.replica.handle(input, at: now) }
        let actions = node.replica.endTurn(at: now)
        nodes[name] = node
        for action in actions { perform(action, of: name) }
    }

    /// Puts on the disk what has been written for long enough.
    private mutating func settle(_ node: inout Node, of name: NodeID) {
        while let first = node.writing.first, first.at <= nanoseconds {
            node.writing.removeFirst()
            for write in first.writes {
                switch write {
                case .put(let shelf, let key, let value):
                    node.records[StoreRecord(shelf: shelf.rawValue, key: key)] = value
                case .remove(let shelf, let key): node.records[StoreRecord(shelf: shelf.rawValue, key: key)] = nil
                }
            }
            node.inbox.append((nanoseconds, .stored(first.number)))
        }
    }

    // MARK: - Actions

    private mutating func perform(_ action: Action, of name: NodeID) {
        switch action {
        case .send(let target, let message): send(PeerFrame(sender: name, messages: [message]), to: target)
        case .append(let bytes, let expected, let attempt): append(bytes, expected, attempt, of: name)
        case .publishCommitted(let sequence, let bytes):
            for other in order where other != name && nodes[other]?.isRunning == true && !isApart(name, other) {
                carry(.committed(sequence: sequence, bytes: bytes), to: other)
            }
        case .read where cutOff.contains(Self.site(name.text)): put(.readFailed, to: name, inMs: 100)
        case .read(let from):
            for sequence in from..<max(from, UInt64(log.count) + 1) {
                put(.logMessage(sequence: sequence, bytes: log[Int(sequence - 1)]), to: name)
            }
            put(.readEnded(last: UInt64(log.count)), to: name)
        case .store(let writes, let number):
            nodes[name]?.writing.append((nanoseconds + Int64(faults.storeMs) * 1_000_000, number, writes))
        case .reply(let token, let reply):
            nodes[name]?.replies[token] = reply
        case .contactNews(let news):
            nodes[name]?.contactNews.append(news)
        case .agentNews(let news):
            nodes[name]?.agentNews.append(news)
        case .keepImage(let image): nodes[name]?.images.append(image)
        case .snapshot(let image): nodes[name]?.snapshots.append(image.logSequence)
        case .halt(let why): nodes[name]?.halted = why
        case .serve(let isServing): nodes[name]?.isServing = isServing
        case .left: nodes[name]?.hasLeft = true
        case .notice(let notice): nodes[name]?.notices.append(notice)
        default: break
        }
    }

    private mutating func send(_ frame: PeerFrame, to target: NodeID) {
        guard let node = nodes[target] else { return }
        if isRecording { recorded.append((target, frame)) }
        guard !isApart(frame.sender, target) else { return }
        guard node.isRunning else {
            put(.unreachable(target), to: frame.sender)
            return
        }
        // Through the codec, as on the wire.
        do { carry(.peer(try PeerFrame(decoding: frame.encoded())), to: target) } catch {
            preconditionFailure("a frame does not read back: \(error)")
        }
    }

    /// Whether what a node says never comes to another.
    private func isApart(_ one: NodeID, _ other: NodeID) -> Bool {
        let sites: Set = [Self.site(one.text), Self.site(other.text)]
        return sites.count == 2 && (apart.contains(sites) || !cutOff.isDisjoint(with: sites))
    }

    private mutating func append(_ bytes: [UInt8], _ expected: UInt64, _ attempt: UInt64, of name: NodeID) {
        guard !isLogSilent, !cutOff.contains(Self.site(name.text)), !random.chance(faults.appendLossPerMille) else {
            return
        }
        var result = AppendResult.refused
        if expected == UInt64(log.count) {
            log.append(bytes)
            result = .committed(sequence: UInt64(log.count))
        }
        if !random.chance(faults.answerLossPerMille) { put(.appended(attempt: attempt, result), to: name) }
    }

    /// Hands something over, with the faults of the way.
    private mutating func carry(_ input: Input, to name: NodeID) {
        for _ in 0..<(random.chance(faults.doublePerMille) ? 2 : 1) where !random.chance(faults.lossPerMille) {
            let lateMs = random.chance(faults.latePerMille) ? Int64(random.below(faults.lateMs)) : 0
            put(input, to: name, inMs: lateMs)
        }
    }

    /// Hands something over as it is.
    mutating func put(_ input: Input, to name: NodeID, inMs: Int64 = 0) {
        nodes[name]?.inbox.append((nanoseconds + inMs * 1_000_000, input))
    }

    /// Says to a node what some node might have said.
    mutating func say(_ message: PeerMessage, to site: String, from sender: String = "napoli") {
        let bytes = PeerFrame(sender: Self.node(sender), messages: [message]).encoded()
        // The shell lets fall what does not read.
        guard let frame = try? PeerFrame(decoding: bytes) else { return }
        put(.peer(frame), to: Self.node(site))
    }

    // MARK: - Clients

    /// Asks a site and does not wait.
    @discardableResult mutating func post(_ site: String, _ request: HomeRequest) -> UInt64 {
        tokens += 1
        put(.request(token: tokens, request), to: Self.node(site))
        return tokens
    }

    /// Asks a site and waits for the answer.
    mutating func ask(_ site: String, _ request: HomeRequest, within milliseconds: Int64 = 1_000) -> HomeReply? {
        let token = post(site, request)
        let end = nanoseconds + milliseconds * 1_000_000
        while nanoseconds < end {
            run(milliseconds: stepMs)
            if let reply = nodes[Self.node(site)]?.replies.removeValue(forKey: token) { return reply }
        }
        return nil
    }

    @discardableResult mutating func configure(_ topics: [TopicSettings], agents: [AgentSettings] = []) -> HomeReply? {
        let configuration = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: topics, agents: agents, document: "\(topics) \(agents)")
        return ask("roma", .configure(configuration, ifRevision: nil))
    }

    /// Who owns the pool, by the running nodes' own view.
    var owners: [NodeID] { order.filter { nodes[$0]?.isRunning == true && nodes[$0]?.replica.isOwner == true } }

    /// The owner's site and the others.
    var roles: (owner: String, others: [String])? {
        guard let owner = owners.first else { return nil }
        let site = Self.site(owner.text)
        return (site, order.filter { $0.text.hasSuffix("-1") }.map { Self.site($0.text) }.filter { $0 != site })
    }

    /// What the log says of a site, as a node has it.
    func state(_ site: String, by node: String) -> SiteState? {
        self[node].replica.engine.sites[SiteID(trusted: site)]
    }

    /// All events of the log.
    var events: [Event] {
        log.flatMap { bytes -> [Event] in
            guard let batch = try? Batch(decoding: bytes, with: PlainAuthenticator()) else { return [] }
            return batch.events.compactMap { $0 }
        }
    }
}
