// SPDX-License-Identifier: Apache-2.0

/// What is to be done when: a heap by time; of equal times, what was entered first comes first.
struct Agenda<Deed> {
    private struct Entry {
        let due: Int64
        let number: UInt64
        let deed: Deed

        func comesBefore(_ other: Entry) -> Bool { (due, number) < (other.due, other.number) }
    }

    private var heap: [Entry] = []
    private var number: UInt64 = 0

    /// When the first is due.
    var nextDue: Int64? { heap.first?.due }

    /// How many there are.
    var count: Int { heap.count }

    /// Enters a deed.
    ///
    /// - Complexity: O(log count).
    mutating func add(_ deed: Deed, at due: Int64) {
        number += 1
        heap.append(Entry(due: due, number: number, deed: deed))
        var child = heap.count - 1
        while child > 0, heap[child].comesBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first deed, if it is due.
    ///
    /// - Complexity: O(log count).
    mutating func take(dueBy now: Int64) -> (deed: Deed, due: Int64)? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return (first.deed, first.due) }
        heap[0] = last
        var parent = 0
        while true {
            let child = 2 * parent + 1
            let children = child..<max(child, min(heap.count, child + 2))
            guard let least = children.min(by: { heap[$0].comesBefore(heap[$1]) }),
                heap[least].comesBefore(heap[parent])
            else { return (first.deed, first.due) }
            heap.swapAt(least, parent)
            parent = least
        }
    }
}
