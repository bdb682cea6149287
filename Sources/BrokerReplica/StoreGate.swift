// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Holds back what a home says until everything it follows from is on the disk. Order is kept, so a later word never
/// overtakes an earlier one.
struct StoreGate: Sendable {
    private var waiting: [(number: UInt64, output: HomeOutput)] = []
    /// Where what still waits begins: taking from the front of an array would move all of it.
    private var head = 0
    private var begun: UInt64 = 0
    private var durable: UInt64 = 0
    private let capacity: Int

    /// A gate with room for so many words.
    init(capacity: Int = Limits.gateBacklog) { self.capacity = capacity }

    /// Whether nothing waits.
    var isEmpty: Bool { head == waiting.count }
    /// Whether the disks do not keep up: nothing that can be said later should be said now.
    var isFull: Bool { waiting.count - head >= capacity }

    /// The number of the next write.
    mutating func beginWrite() -> UInt64 {
        begun += 1
        return begun
    }

    /// Everything up to a number is on the disk.
    mutating func stored(_ number: UInt64) { durable = max(durable, number) }

    /// Takes in what a turn has made.
    mutating func add(_ outputs: [HomeOutput]) { for output in outputs { waiting.append((begun, output)) } }

    /// The last write that counts, if what is up to `copied` is on the other disks.
    func counted(upTo copied: UInt64) -> UInt64 { min(durable, copied) }

    /// Drops what waits, since it will never count; the clients who wait for it.
    mutating func drop() -> [UInt64] {
        let tokens = waiting[head...].compactMap(\.output.token)
        waiting = []
        head = 0
        durable = max(durable, begun)
        return tokens
    }

    /// What may leave now: all that is on this disk and, up to `copied`, on every heir's.
    mutating func release(upTo copied: UInt64) -> [HomeOutput] {
        let durable = counted(upTo: copied)
        var end = head
        while end < waiting.count, waiting[end].number <= durable || isPlanted(.answersBeforeStore) { end += 1 }
        guard end > head else { return [] }
        let free = waiting[head..<end].map(\.output)
        head = end
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 4_096 {
            waiting.removeFirst(head)
            head = 0
        }
        return free
    }
}
