// SPDX-License-Identifier: Apache-2.0

/// What is due when, earliest first; equal times in the order in which they were set. A binary heap.
///
/// Nothing is cancelled: a timer names what it was set for, and means nothing once that has changed.
struct TimerQueue<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        let at: Int64
        let order: UInt64
        let value: Value

        func isBefore(_ other: Entry) -> Bool { (at, order) < (other.at, other.order) }
    }

    private var heap: [Entry] = []
    private var order: UInt64 = 0

    /// How many are set.
    var count: Int { heap.count }

    /// When the next is due, nanoseconds.
    var next: Int64? { heap.isEmpty ? nil : heap[0].at }

    /// Sets a timer. Complexity: O(log n).
    mutating func set(_ value: Value, at: Int64) {
        order += 1
        heap.append(Entry(at: at, order: order, value: value))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the next that is due, if any. Complexity: O(log n).
    mutating func pop(dueBy now: Int64) -> Value? {
        guard !heap.isEmpty, heap[0].at <= now else { return nil }
        let first = heap[0]
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.value }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            if left < heap.count, heap[left].isBefore(heap[least]) { least = left }
            if right < heap.count, heap[right].isBefore(heap[least]) { least = right }
            guard least != parent else { return first.value }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
