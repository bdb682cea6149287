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
        /// A genuine batch of a later version in a form this build does not know: without it the state is not the
        /// pool's.
        case unreadable(String)
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

    init(from image: LogImage, authenticator: any BatchAuthenticator) {
        self.authenticator = authenticator
        engine = image.engine
        logSequence = image.logSequence + (isPlanted(.snapshotOffByOne) && image.logSequence > 0 ? 1 : 0)
        digest = image.digest
    }

    /// The state at this place of the log.
    var image: LogImage { LogImage(engine: engine, logSequence: logSequence, digest: digest) }

    /// Looks at a message of the log. Complexity: O(bytes).
    mutating func fold(sequence: UInt64, bytes: [UInt8]) -> Fold {
        guard sequence > logSequence else { return .known }
        guard sequence == logSequence + 1 else { return .gap(from: logSequence + 1) }
        let batch: Batch
        do throws(WireError) {
            batch = try Batch(decoding: bytes, with: authenticator)
        } catch {
            guard error == .notAuthentic else { return .unreadable("\(error)") }
            logSequence = sequence
            return .foreign("\(error)")
        }
        if let why = misplaced(batch) {
            logSequence = sequence
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

    private mutating func advance(to sequence: UInt64, _ batch: Batch, digest: Digest) {
        for event in batch.events { engine.apply(event, at: batch.time) }
        logSequence = sequence
        self.digest = digest
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
