// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What an agent has had to do, by the checkers' own reckoning: each part by itself.
struct CheckedWork {
    var idleSince: PoolInstant
    var lastOffer: UInt64 = 0
    /// What fades: when it was added, and how much.
    var contacts: [(at: PoolInstant, Double)] = []
    var talk: [(at: PoolInstant, Double)] = []
    var work: [(at: PoolInstant, Double)] = []
    var workingSince: PoolInstant?

    /// What is left of a sum of which half is gone after an hour.
    static func left(_ parts: [(at: PoolInstant, Double)], at now: PoolInstant) -> Double {
        parts.reduce(0) { sum, part in
            // Without a library of functions: halves of an hour's half, to a ten-thousandth.
            var rest = Double(now.milliseconds - part.at.milliseconds) / 3_600_000
            var share = 1.0
            while rest >= 1 {
                share /= 2
                rest -= 1
            }
            var step = 0.5
            var root = 0.70710678118654752
            while step > 0.0001 {
                if rest >= step {
                    share *= root
                    rest -= step
                }
                step /= 2
                root = root.squareRoot()
            }
            return sum + share * part.1
        }
    }

    mutating func hangUp(_ wasBusy: Bool, isWrapping: Bool, at time: PoolInstant) {
        guard let since = workingSince else { return }
        let spent = Double(max(1, time.milliseconds - since.milliseconds))
        if wasBusy { talk.append((time, spent)) }
        guard !isWrapping else { return }
        work.append((time, spent))
        workingSince = nil
    }
}
