// SPDX-License-Identifier: Apache-2.0
import QueueCore

/// Contacts of a line whose customers are to be called, or are called, before any agent is asked. They stand in the
/// line when the customer is on the phone; here are the places that they have.
struct CustomerCalls: Sendable {
    /// In order.
    private var places: [LineKey] = []

    /// Whether there are none.
    var isEmpty: Bool { places.isEmpty }

    /// How many come before a place. Complexity: O(log n).
    func countAhead(of key: LineKey) -> Int {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// One more. Complexity: O(log n), and what it takes to move those behind.
    mutating func insert(_ key: LineKey) { places.insert(key, at: countAhead(of: key)) }

    /// One less. Complexity: likewise.
    mutating func remove(_ key: LineKey) {
        let place = countAhead(of: key)
        precondition(place < places.count && places[place] == key, "no customer is called who has the place \(key)")
        places.remove(at: place)
    }
}
