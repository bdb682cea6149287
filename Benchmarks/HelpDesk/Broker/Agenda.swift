// SPDX-License-Identifier: Apache-2.0

/// What is still to happen, earliest first: a binary heap.
struct Agenda<Moment: Comparable> {
    private var heap: [Moment] = []

    /// The next. Complexity: O(1).
    var first: Moment? { heap.first }

    /// Complexity: O(log n).
    mutating func add(_ moment: Moment) {
        heap.append(moment)
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes out the next. Complexity: O(log n).
    mutating func removeFirst() -> Moment? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var place = 0
        while true {
            var least = place
            for child in (2 * place + 1)...(2 * place + 2) where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != place else { return first }
            heap.swapAt(place, least)
            place = least
        }
    }
}
