// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A follower's watch over the owner. The log is the lease: suspicion costs nothing but an append that may be refused.
struct Succession: Sendable {
    private var signAt: Int64 = 0
    private var absences = 0
    private var askedAt: Int64 = 0
    /// When the owner said that it goes.
    private var yieldedAt: Int64?
    /// No attempt before this.
    var notBefore: Int64 = 0

    /// The owner spoke, or the log went on.
    mutating func sign(at now: Now) {
        signAt = now.monotonic
        absences = 0
    }

    /// The owner has said that it goes: nobody need wait for its silence.
    mutating func yield(at now: Now) { yieldedAt = now.monotonic }

    /// Another owner is there.
    mutating func endYield() { yieldedAt = nil }

    /// Nobody listens on the owner's subject.
    mutating func absent() { absences += 1 }

    /// Whether to ask the owner if it is there.
    mutating func wantsToAsk(at now: Now) -> Bool {
        guard now.monotonic >= nextQuestion else { return false }
        askedAt = now.monotonic
        return true
    }

    /// Whether to take over, `rank` being this node's place among those who might.
    func isDue(rank: @autoclosure () -> Int, at now: Now) -> Bool {
        now.monotonic >= nextClaim(rank: 0) && now.monotonic >= nextClaim(rank: rank())
    }

    /// When to ask, or to take over, whichever comes first.
    func nextLook(rank: @autoclosure () -> Int) -> Int64 {
        nextQuestion <= nextClaim(rank: 0) ? nextQuestion : min(nextQuestion, nextClaim(rank: rank()))
    }

    private var nextQuestion: Int64 {
        max(signAt + Timing.doubt, askedAt + (absences > 0 ? Timing.stagger / 2 : Timing.doubt)) + 1
    }

    private func nextClaim(rank: Int) -> Int64 {
        if let yieldedAt { return max(notBefore, yieldedAt + Int64(rank) * Timing.stagger) }
        let patience = absences >= 2 ? Timing.doubt : Timing.ownerSilence
        return max(notBefore, signAt + patience + Int64(rank) * Timing.stagger + 1)
    }
}
