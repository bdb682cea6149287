// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// Every node's role: folds the log, message by message, without a gap, and lets nothing in that breaks the chain.
struct Follower: Sendable {
    /// What a message of the log turned out to be.
    enum Fold {
        /// Folded already.
        case known
        /// Messages are missing before it: read from here.
        case gap(from: UInt64)
        /// Not a batch of this pool, or not in its place: skipped, not obeyed.
        case foreign(String)
        /// The same, by the owner's word alone: the log is to be asked.
        case doubtful(String)
        /// A genuine batch of a later version in a form this build does not know: without it the state is not the
        /// pool's.
        case unreadable(String)
        /// Another genuine batch stands in a place already folded: the log is not what it was.
        case replaced
        /// A batch of a later generation: the log was begun anew while this node ran.
        case newer(generation: UInt32)
        /// Folded now.
        case folded(Batch)
    }

    private let authenticator: any BatchAuthenticator
    /// The folded state: committed, all of it.
    private(set) var engine: Engine
    /// The last message of the log that has been looked at.
    private(set) var logSequence: UInt64
    /// The digest of the last valid batch.
    private(set) var digest: Digest
    private var recent = RecentDigests()

    init(from image: LogImage, authenticator: any BatchAuthenticator) {
        self.authenticator = authenticator
        engine = image.engine
        logSequence = image.logSequence + (isPlanted(.snapshotOffByOne) && image.logSequence > 0 ? 1 : 0)
        digest = image.digest
    }

    /// The state at this place of the log.
    var image: LogImage { LogImage(engine: engine, logSequence: logSequence, digest: digest) }

    /// The place this state stands at.
    var place: SeenPlace { SeenPlace(generation: engine.generation, logSequence: logSequence, digest: digest) }

    /// Looks at a message of the log. Complexity: O(bytes).
    ///
    /// - Parameter isWord: whether only the owner's word says that it is one; then nothing is skipped.
    mutating func fold(sequence: UInt64, bytes: [UInt8], isWord: Bool = false) -> Fold {
        guard sequence > logSequence else { return isReplaced(sequence, bytes) ? .replaced : .known }
        guard sequence == logSequence + 1 else { return .gap(from: logSequence + 1) }
        let batch: Batch
        do throws(WireError) {
            batch = try Batch(decoding: bytes, with: authenticator)
        } catch {
            guard error == .notAuthentic else { return .unreadable("\(error)") }
            if isWord { return .doubtful("\(error)") }
            skip(sequence, bytes)
            return .foreign("\(error)")
        }
        guard batch.generation <= engine.generation else { return .newer(generation: batch.generation) }
        if let why = misplaced(batch) {
            if isWord { return .doubtful(why) }
            skip(sequence, bytes)
            return .foreign(why)
        }
        advance(to: sequence, batch, digest: authenticator.digest(of: bytes))
        return .folded(batch)
    }

    /// Folds a batch this very node appended and knows to be committed as this message.
    mutating func fold(own batch: Batch, digest: Digest, sequence: UInt64) {
        precondition(sequence == logSequence + 1 && misplaced(batch) == nil, "an own batch is not next in the log")
        advance(to: sequence, batch, digest: digest)
    }

    /// Whether a genuine batch is another than the one that stood there. What anybody else has written proves nothing.
    private func isReplaced(_ sequence: UInt64, _ bytes: [UInt8]) -> Bool {
        guard let known = recent.digest(at: sequence), known != authenticator.digest(of: bytes) else { return false }
        return (try? Batch(decoding: bytes, with: authenticator)) != nil
    }

    private mutating func skip(_ sequence: UInt64, _ bytes: [UInt8]) {
        logSequence = sequence
        recent.append(authenticator.digest(of: bytes), at: sequence)
    }

    private mutating func advance(to sequence: UInt64, _ batch: Batch, digest: Digest) {
        for event in batch.events { engine.apply(event, at: batch.time) }
        logSequence = sequence
        self.digest = digest
        recent.append(digest, at: sequence)
    }

    /// Why a genuine batch does not belong here: it is from another generation or chain, or an old owner's.
    private func misplaced(_ batch: Batch) -> String? {
        guard batch.generation == engine.generation else { return "generation \(batch.generation)" }
        guard batch.previous == digest else { return "not chained to the batch before" }
        guard batch.firstSequence == engine.sequence + 1 else { return "sequence \(batch.firstSequence)" }
        guard batch.time >= engine.time else { return "time goes backwards" }
        if batch.epoch == engine.epoch { return nil }
        guard batch.epoch > engine.epoch, case .epochBegan(let epoch, _)?? = batch.events.first, epoch == batch.epoch
        else { return "epoch \(batch.epoch) after epoch \(engine.epoch)" }
        return nil
    }
}
