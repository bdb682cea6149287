// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica
import Foundation

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

    init(topics count: Int, writing: Int, batches: UInt64) {
        self.writing = writing
        topics = (0..<count).map { TopicID(trusted: "topic-\($0)") }
        let identity = NodeIdentity(site: SiteID(trusted: "roma"), node: NodeID(trusted: "roma-1"))
        replica = Replica(
            identity, from: .empty, store: StoredHome(incarnation: 1, openCount: 1), isRejoining: false,
            authenticator: Sums(), batchesPerSnapshot: batches)
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
        let began = threadNanoseconds(CLOCK_THREAD_CPUTIME_ID)
        for input in taken { replica.handle(input, at: now) }
        let actions = replica.endTurn(at: now)
        let ended = threadNanoseconds(CLOCK_THREAD_CPUTIME_ID)
        for action in actions { perform(action) }
        return ended - began
    }

    private mutating func perform(_ action: Action) {
        switch action {
        case .append where isCut: break
        case .append(_, let expected, let attempt):
            precondition(expected == logSequence, "the log has \(logSequence) messages, not \(expected)")
            logSequence += 1
            inputs.append(.appended(attempt: attempt, .committed(sequence: logSequence)))
        case .read: inputs.append(.readEnded(last: logSequence))
        case .store(_, let number): inputs.append(.stored(number))
        case .snapshot(let image), .keepImage(let image): images.append((image, turns + writing))
        case .halt(let why): preconditionFailure(why)
        default: break
        }
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

private func threadNanoseconds(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
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
