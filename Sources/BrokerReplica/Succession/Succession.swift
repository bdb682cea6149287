// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A follower's watch over the owner. The log is the lease: suspicion costs nothing but an append that may be refused.
struct Succession: Sendable {
    private var signAt: Int64 = 0
    private var absences = 0
    private var askedAt: Int64 = .min
    /// No attempt before this.
    var notBefore: Int64 = 0

    /// The owner spoke, or the log went on.
    mutating func sign(at now: Now) {
        signAt = now.monotonic
        absences = 0
    }

    /// Nobody listens on the owner's subject.
    mutating func absent() { absences += 1 }

    /// Whether to ask the owner if it is there.
    mutating func wantsToAsk(at now: Now) -> Bool {
        let pause = absences > 0 ? Timing.stagger / 2 : Timing.doubt
        guard now.monotonic - signAt > Timing.doubt, now.monotonic - max(askedAt, 0) > pause else { return false }
        askedAt = now.monotonic
        return true
    }

    /// Whether to take over, `rank` being this node's place among those who might.
    func isDue(rank: Int, at now: Now) -> Bool {
        guard now.monotonic >= notBefore else { return false }
        let silent = now.monotonic - signAt
        let patience = absences >= 2 ? Timing.doubt : Timing.ownerSilence
        return silent > patience + Int64(rank) * Timing.stagger
    }
}
