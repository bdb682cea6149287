// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

extension People {
    /// Milliseconds of a slot of appointments.
    static let slotMs: Int64 = 10_000

    /// A slot that begins soon, of few.
    static func slot(_ checker: Checker, _ random: inout SplitMix64) -> PoolInstant {
        let next = checker.engine.time.milliseconds / slotMs + 1
        return PoolInstant((next + Int64(random.below(4))) * slotMs)
    }
}
