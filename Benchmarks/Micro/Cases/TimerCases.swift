// SPDX-License-Identifier: Apache-2.0
import QueueCore

extension MicroCase {
    /// A thousand timers are set, up to a minute ahead; one operation sets one more and takes the next.
    static let timers = [
        MicroCase(name: "wheel.setPop") { operations, begins in
            var wheel = TimingWheel<UInt32>()
            var draws = MicroDraws()
            var now: Int64 = 0
            for number in 0..<UInt32(1_000) { wheel.set(number, at: Int64(draws.below(60_000)) * 1_000_000) }
            begins()
            for _ in 0..<operations {
                guard let next = wheel.next else { preconditionFailure("no timer is set") }
                now = max(now, next)
                guard let due = wheel.pop(dueBy: now) else { preconditionFailure("no timer is due") }
                wheel.set(due, at: now + Int64(draws.below(60_000)) * 1_000_000)
            }
        }
    ]
}
