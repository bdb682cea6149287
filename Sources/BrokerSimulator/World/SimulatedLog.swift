// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

/// A JetStream stream of three servers as it was measured, traps included: it takes one message at an expected place,
/// is silent for seconds when its leader is lost, may be read stale for a while after, and says nothing when its disk
/// is full.
struct SimulatedLog {
    /// What the stream holds; trimmed messages are nil.
    private(set) var messages: [[UInt8]?] = []
    /// The place of the newest snapshot, and its bytes as they would be stored.
    private(set) var snapshot: (logSequence: UInt64, digest: Digest, engine: [UInt8])?
    /// The site whose server leads.
    private(set) var leader = 0
    /// No server leads before this.
    private(set) var silentUntil: Int64 = 0
    /// Whose disk is full says nothing, until then.
    var fullUntil: Int64 = 0
    /// Readers at this site see the log as it was, until then.
    private var stale: (site: Int, count: Int, until: Int64)?
    /// Whether its end was lost: then it may be shorter than what a snapshot has.
    private var isCut = false
    /// The snapshot before the newest.
    private var snapshotBefore: (logSequence: UInt64, digest: Digest, engine: [UInt8])?
    /// The first message still held.
    private(set) var first: UInt64 = 1

    /// The largest message a server takes, bytes: its default.
    private static let messageBytes = 1_048_576

    /// The last message's sequence.
    var last: UInt64 { UInt64(messages.count) }

    /// Whether appends and reads are answered.
    func isSilent(at instant: Int64) -> Bool { instant < max(silentUntil, fullUntil) }

    /// Takes a message if the last one is `expected`.
    mutating func append(_ bytes: [UInt8], expected: UInt64) -> AppendResult {
        guard bytes.count <= Self.messageBytes else { return .impossible("maximum payload exceeded") }
        guard expected == last else { return .refused }
        messages.append(bytes)
        return .committed(sequence: last)
    }

    /// How many messages a reader at a site sees.
    func visible(at site: Int, _ instant: Int64) -> Int {
        guard let stale, stale.site == site, instant < stale.until else { return messages.count }
        return stale.count
    }

    /// The leader is lost: another is elected after a while, and who reads at the old one does not know yet.
    mutating func lead(by site: Int, from then: Int64, now: Int64, staleFor: Int64) {
        if staleFor > 0 { stale = (leader, messages.count, now + staleFor) }
        leader = site
        silentUntil = then
    }

    /// No leader can be elected until the network changes.
    mutating func loseQuorum() { silentUntil = .max }

    /// Keeps a snapshot.
    mutating func keep(_ image: LogImage) {
        guard image.logSequence > snapshot?.logSequence ?? 0 else { return }
        snapshotBefore = snapshot
        snapshot = (image.logSequence, image.digest, image.engine.encoded())
    }

    /// The newest snapshot, read back.
    var image: LogImage {
        guard let snapshot else { return .empty }
        do {
            return LogImage(
                engine: try Engine(decoding: snapshot.engine), logSequence: snapshot.logSequence,
                digest: snapshot.digest)
        } catch { preconditionFailure("a snapshot does not read back: \(error)") }
    }

    /// The servers lose power: what they had not synced is gone, of the stream and of the snapshots.
    ///
    /// - Parameters:
    ///   - sequence: the last message that is left.
    ///   - losesSnapshots: whether the newest snapshot is gone although it is of what is left.
    mutating func cut(to sequence: UInt64, losesSnapshots: Bool) {
        isCut = true
        stale = nil
        messages.removeLast(Int(last - min(last, sequence)))
        first = min(first, last + 1)
        while let newest = snapshot, losesSnapshots || newest.logSequence > last {
            snapshot = snapshotBefore
            snapshotBefore = nil
            guard !losesSnapshots else { break }
        }
    }

    /// A new generation begins: nothing but its first state is there.
    ///
    /// - Parameter image: it, at the log's last message, or at none when the stream was made anew.
    mutating func begin(_ image: LogImage) {
        precondition(image.logSequence == last || image.logSequence == 0, "a generation begins at the log's end")
        messages = [[UInt8]?](repeating: nil, count: Int(image.logSequence))
        first = image.logSequence + 1
        snapshot = (image.logSequence, image.digest, image.engine.encoded())
        snapshotBefore = nil
        stale = nil
        isCut = false
    }

    /// Forgets the messages below a sequence that a snapshot covers.
    mutating func trim(below sequence: UInt64) {
        precondition(
            isCut || sequence <= (snapshot?.logSequence ?? 0) + 1, "messages no snapshot has are trimmed")
        while first < sequence, first <= last {
            messages[Int(first - 1)] = nil
            first += 1
        }
    }
}
