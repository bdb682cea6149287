// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica
import Foundation
import HomeStore
import SiteNode

/// A pool of one node, which is everything in it.
struct GrowingNode {
    private var replica: Replica
    private var inputs: [Input] = []
    private var monotonic: Int64 = 1_000_000_000
    private var logSequence: UInt64 = 0
    /// Images that are being written, and in which turn each is done.
    private var images: [(image: LogImage, until: Int)] = []
    private var turns = 0
    /// Whether the log takes nothing and answers nobody.
    private var isCut = false
    private let writing: Int
    private let topics: [TopicID]
    /// Contacts that have been told of.
    private(set) var entered = 0
    /// The disk, if there is one, and what it has not yet.
    private var store: Store?
    private var unstored: [StoreChange] = []
    /// Messages of the log from a place on, once they are kept.
    private var tail: [[UInt8]]?
    private var lastDigest = Digest.none
    private let authenticator: any BatchAuthenticator
    /// The last image of its own that the node wanted to keep.
    private(set) var ownImage: LogImage?

    private static let identity = NodeIdentity(site: SiteID(trusted: "roma"), node: NodeID(trusted: "roma-1"))

    /// A node that begins from what is kept of an earlier one, whose log has so many messages behind the image.
    init(from image: LogImage, store: StoredHome, authenticator: any BatchAuthenticator, log count: UInt64) {
        writing = 0
        topics = image.engine.configuration.topics.map(\.topic)
        self.authenticator = authenticator
        logSequence = image.logSequence + count
        replica = Replica(Self.identity, from: image, store: store, isRejoining: false, authenticator: authenticator)
    }

    init(
        topics count: Int, writing: Int, batches: UInt64, store: Store? = nil,
        authenticator: any BatchAuthenticator = Sums()
    ) {
        self.writing = writing
        self.store = store
        self.authenticator = authenticator
        topics = (0..<count).map { TopicID(trusted: "topic-\($0)") }
        let stored = StoredHome(incarnation: store?.incarnation ?? 1, openCount: store?.openCount ?? 1)
        replica = Replica(
            Self.identity, from: .empty, store: stored, isRejoining: false, authenticator: authenticator,
            batchesPerSnapshot: batches)
        inputs = [.readEnded(last: 0)]
        while !replica.isHome { _ = turn(taking: 0) }
        let settings = topics.map { topic in
            var settings = TopicSettings(topic: topic)
            settings.waitingMax = 1_000_000
            return settings
        }
        let configuration = Configuration(
            revision: 0, agingMs: nil, waitingMax: nil, topics: settings, agents: [], document: "{\"topics\":[]}")
        inputs.append(.request(token: 0, .configure(configuration, ifRevision: nil)))
        for _ in 0..<100 { _ = turn(taking: 0) }
        precondition(replica.engine.configuration.topics.count == count, "not configured")
    }

    /// Contacts that the log has.
    var waiting: Int { topics.reduce(0) { $0 + replica.engine.waitingCount($1) } }

    /// Until nothing is under way.
    mutating func rest() { for _ in 0..<200 { _ = turn(taking: 0) } }

    /// The state at this place of the log, and from here on what the log gets.
    mutating func cut() -> LogImage {
        images = []
        ownImage = nil
        tail = []
        return image
    }

    /// The state at this place of the log.
    var image: LogImage { LogImage(engine: replica.engine, logSequence: logSequence, digest: lastDigest) }

    /// Everything is on the disk; what the log got since it was cut.
    mutating func close() throws -> [[UInt8]] {
        try store?.commit(unstored)
        store?.close()
        images = []
        ownImage = nil
        return tail ?? []
    }

    /// Takes in the messages of the log, a turn for each few hundred, as a node does.
    mutating func read(_ messages: [[UInt8]], after place: UInt64) {
        for (index, bytes) in messages.enumerated() {
            inputs.append(.logMessage(sequence: place + UInt64(index) + 1, bytes: bytes))
            if inputs.count == Limits.arrivalsPerTurn { _ = turn(taking: 0) }
        }
        _ = turn(taking: 0)
    }

    /// The log is read to its end: turns until the node is owner and home; the longest.
    mutating func begin() -> UInt64 {
        inputs.append(.readEnded(last: logSequence))
        var longest: UInt64 = 0
        while !replica.isHome || !replica.isOwner { longest = max(longest, turn(taking: 0)) }
        return longest
    }

    /// So many turns; the longest.
    mutating func live(turns: Int) -> UInt64 { (0..<turns).reduce(0) { longest, _ in max(longest, turn(taking: 0)) } }

    /// The log is out of reach until the site goes on alone, then back until it does not; the longest turn of each.
    mutating func island() -> (begins: UInt64, ends: UInt64) {
        isCut = true
        var longest: (begins: UInt64, ends: UInt64) = (turn(taking: 1), 0)
        while !replica.isIsland { longest.begins = max(longest.begins, turn(taking: 0)) }
        isCut = false
        while replica.isIsland { longest.ends = max(longest.ends, turn(taking: 0)) }
        for _ in 0..<1_000 { longest.ends = max(longest.ends, turn(taking: 0)) }
        return longest
    }

    /// One turn, 10 ms after the last; how long it took, nanoseconds of this thread.
    mutating func turn(taking count: Int) -> UInt64 {
        monotonic += 10_000_000
        turns += 1
        images.removeAll { $0.until <= turns }
        var taken = inputs
        inputs = []
        for _ in 0..<count {
            entered += 1
            taken.append(.request(token: UInt64(entered), .enqueue(order(entered))))
        }
        let now = Now(monotonic: monotonic, wall: monotonic / 1_000_000)
        let began = Meter.nanoseconds(CLOCK_THREAD_CPUTIME_ID)
        for input in taken { replica.handle(input, at: now) }
        let actions = replica.endTurn(at: now)
        let ended = Meter.nanoseconds(CLOCK_THREAD_CPUTIME_ID)
        for action in actions { perform(action) }
        return ended - began
    }

    private mutating func perform(_ action: Action) {
        switch action {
        case .append where isCut: break
        case .append(let bytes, let expected, let attempt):
            precondition(expected == logSequence, "the log has \(logSequence) messages, not \(expected)")
            logSequence += 1
            lastDigest = authenticator.digest(of: bytes)
            tail?.append(bytes)
            inputs.append(.appended(attempt: attempt, .committed(sequence: logSequence)))
        case .read: inputs.append(.readEnded(last: logSequence))
        case .store(let writes, let number):
            keep(writes)
            inputs.append(.stored(number))
        case .snapshot(let image): images.append((image, turns + writing))
        case .keepImage(let image):
            if writing == 0 { ownImage = image }
            images.append((image, turns + writing))
        case .halt(let why): preconditionFailure(why)
        default: break
        }
    }

    private mutating func keep(_ writes: [StoreWrite]) {
        guard let store else { return }
        unstored += writes.map(StoreChange.init)
        guard unstored.count >= Limits.storeGroup else { return }
        do { try store.commit(unstored) } catch { preconditionFailure(error.message) }
        unstored = []
    }

    private func order(_ index: Int) -> EnqueueOrder {
        let caller = SealedCaller(
            day: "2026-11-29", ciphertext: Array(repeating: UInt8(truncatingIfNeeded: index), count: 60),
            callerHash: Array(repeating: UInt8(truncatingIfNeeded: index), count: 16), lastDigits: "42")
        return EnqueueOrder(
            id: ContactID(trusted: "contact-000000000000-\(index)"), topic: topics[index &* 7_919 % topics.count],
            priority: nil, channel: .voice, caller: caller, requirements: [], claim: nil, waitedMs: 0,
            fingerprint: Array(repeating: UInt8(truncatingIfNeeded: index), count: 32))
    }

    /// Bytes of this process that are in memory.
    static var residentBytes: Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}

/// Digests that cost nothing: nobody forges here.
private final class Sums: BatchAuthenticator {
    func digest(of bytes: [UInt8]) -> Digest { sum(bytes, 1) }
    func authenticationCode(of bytes: [UInt8]) -> Digest { sum(bytes, 2) }

    private func sum(_ bytes: [UInt8], _ salt: UInt64) -> Digest {
        let sum = bytes.reduce(into: salt) { $0 = ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return Digest((0..<Digest.length).map { UInt8(truncatingIfNeeded: sum >> UInt64($0 % 8 * 8)) })
    }
}
