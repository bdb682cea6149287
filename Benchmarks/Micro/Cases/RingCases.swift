// SPDX-License-Identifier: Apache-2.0
import QueueCore

extension MicroCase {
    /// One operation is an element that goes in and comes out.
    static let rings = [
        MicroCase(name: "ring.pushPop") { operations, begins in
            let ring = SPSCRing<UInt64>(capacity: 4096)
            begins()
            for number in 0..<operations {
                precondition(ring.tryPush(UInt64(number)) && ring.tryPop() == UInt64(number))
            }
        },
        MicroCase(name: "ring.batchOf64") { operations, begins in
            let ring = SPSCRing<UInt64>(capacity: 4096)
            let elements = Array(0..<UInt64(64))
            begins()
            for _ in 0..<(operations / 64) {
                var sum: UInt64 = 0
                precondition(ring.pushBatch(elements.span) == 64)
                precondition(ring.popBatch(max: 64) { sum += $0 } == 64 && sum == 63 * 32)
            }
        },
        MicroCase(name: "inbox.pushDrain") { operations, begins in
            let inbox = Inbox<UInt64>(maxLanes: 4)
            let others = (0..<3).map { _ in inbox.makeLane(capacity: 1024) }
            guard let lane = inbox.makeLane(capacity: 1024), !others.isEmpty else { preconditionFailure("no lane") }
            begins()
            for _ in 0..<(operations / 16) {
                for element in 0..<UInt64(16) { precondition(lane.push(element)) }
                precondition(inbox.drain(budgetPerLane: 64) { _ in } == 16)
            }
        },
    ]
}
