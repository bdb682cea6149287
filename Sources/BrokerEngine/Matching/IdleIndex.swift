// SPDX-License-Identifier: Apache-2.0

/// Agents who are free for a topic, longest idle first.
struct IdleIndex: Sendable {
    /// An agent and since when they are idle.
    struct Entry: Comparable, Hashable, Sendable {
        /// Milliseconds of pool time.
        let since: Int64
        /// Index of the agent: the tie-break, the same on every node.
        let agent: Int

        static func < (left: Entry, right: Entry) -> Bool { (left.since, left.agent) < (right.since, right.agent) }
    }

    /// Sorted.
    private(set) var entries: [Entry] = []

    /// Adds an agent. Complexity: O(log n) to find the place, O(n) words moved at worst.
    mutating func insert(_ entry: Entry) {
        let place = place(of: entry)
        precondition(place == entries.count || entries[place] != entry, "agent \(entry.agent) is idle twice")
        entries.insert(entry, at: place)
    }

    /// Removes an agent who is in the index.
    mutating func remove(_ entry: Entry) {
        let place = place(of: entry)
        precondition(place < entries.count && entries[place] == entry, "agent \(entry.agent) is not in the index")
        entries.remove(at: place)
    }

    private func place(of entry: Entry) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] < entry { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
