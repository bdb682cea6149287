// SPDX-License-Identifier: Apache-2.0

/// What happens when, earliest first; equal times in the order in which they were put in. A binary heap of places in a
/// table, so that large things are not moved about.
struct Agenda<Happening> {
    private struct Entry {
        let at: Int64
        let order: UInt64
        let place: Int

        func isBefore(_ other: Entry) -> Bool { (at, order) < (other.at, other.order) }
    }

    private var heap: [Entry] = []
    private var table: [Happening?] = []
    private var free: [Int] = []
    private var order: UInt64 = 0

    /// When the next thing happens, nanoseconds.
    var next: Int64? { heap.first?.at }

    /// Puts something in. Complexity: O(log n).
    mutating func add(_ happening: Happening, at: Int64) {
        order += 1
        let place: Int
        if let last = free.popLast() {
            place = last
            table[place] = happening
        } else {
            place = table.count
            table.append(happening)
        }
        heap.append(Entry(at: at, order: order, place: place))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out what happens next, if it does before `end`. Complexity: O(log n).
    mutating func take(before end: Int64) -> (at: Int64, what: Happening)? {
        guard !heap.isEmpty, heap[0].at < end else { return nil }
        let first = heap[0]
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        guard let what = table[first.place] else { preconditionFailure("place \(first.place) is empty") }
        table[first.place] = nil
        free.append(first.place)
        return (first.at, what)
    }

    /// Takes out everything of a kind. Complexity: O(n log n).
    mutating func removeAll(where isOfKind: (Happening) -> Bool) {
        let kept = heap.filter { entry in table[entry.place].map { !isOfKind($0) } ?? false }
        let places = Set(kept.map(\.place))
        for entry in heap where !places.contains(entry.place) {
            table[entry.place] = nil
            free.append(entry.place)
        }
        // What is sorted is a heap.
        heap = kept.sorted { $0.isBefore($1) }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            if left < heap.count, heap[left].isBefore(heap[least]) { least = left }
            if right < heap.count, heap[right].isBefore(heap[least]) { least = right }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
