// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// What this node has once seen of the log must be in it for ever: a node acts on nothing less than it knows.
extension Replica {
    /// What the store has seen must be what the log says at that place.
    mutating func checkSeen() {
        guard let seen, isOfThisGeneration(seen), follower.logSequence == seen.logSequence,
            follower.digest != seen.digest
        else { return }
        halt(
            "message \(seen.logSequence) of the log is not the one this node has seen: the log was replaced or "
                + "restored; \(Self.advice)")
    }

    /// Whether a log that ends at a message holds all this node has seen of it. If not it is read again, and the node
    /// halts when it stays so.
    mutating func isWhole(_ last: UInt64, _ now: Now) -> Bool {
        guard let what = missing(last) else {
            behindSince = nil
            return true
        }
        waitForMore(what, now)
        return false
    }

    /// Reads again what lacks something; halts when it has lacked it for too long.
    mutating func waitForMore(_ what: String, _ now: Now) {
        // A server that has lost the others answers of the past for a while, and does not know it.
        let since = behindSince ?? now.monotonic
        behindSince = since
        if now.monotonic - since > Timing.stale || isPlanted(.staleReadHalts) {
            haltBehind("\(what): the log was lost or restored")
        } else {
            readAt = now.monotonic + Timing.report
        }
    }

    private func missing(_ last: UInt64) -> String? {
        guard !isPlanted(.actsOnLess) else { return nil }
        if last < askedAt { return "the log ends at message \(last), but this node has read message \(askedAt)" }
        guard let seen else { return nil }
        let generation = follower.engine.generation
        if seen.generation > generation, !isPlanted(.seenWithoutGeneration) {
            return "the log is of generation \(generation), but this node has seen generation \(seen.generation)"
        }
        guard isOfThisGeneration(seen), seen.logSequence > follower.logSequence else { return nil }
        return "the log ends at message \(follower.logSequence), but this node has seen message \(seen.logSequence)"
    }

    private func isOfThisGeneration(_ seen: SeenPlace) -> Bool {
        seen.generation == follower.engine.generation || isPlanted(.seenWithoutGeneration)
    }

    /// Halts, and keeps what is known: the operator begins the log anew from it.
    mutating func haltBehind(_ why: String) {
        if isCaughtUp { actions.append(.keepImage(follower.image)) }
        halt("\(why); the node does not act on less than it knows. \(Self.advice)")
    }

    private static let advice =
        "Stop all nodes of the pool; put the newest copy of the log's servers back, or run `centralino recover`"

    /// Keeps this node's own image of the state from time to time; each node of the pool at times of its own, since all
    /// would be busy with a large one in the same seconds.
    mutating func keepImage(_ now: Now) {
        guard isCaughtUp else { return }
        if let due = imageDue, follower.logSequence < due.logSequence, now.monotonic <= due.at { return }
        let share = ImageShare(of: identity, follower.engine)
        let timeMs = UInt64(max(0, follower.engine.time.milliseconds))
        let leftMs = share.next(after: timeMs, every: UInt64(Timing.image / Timing.millisecond)) - timeMs
        imageDue = (
            share.next(after: follower.logSequence, every: batchesPerSnapshot),
            now.monotonic + Int64(leftMs) * Timing.millisecond
        )
        actions.append(.keepImage(follower.image))
    }
}
