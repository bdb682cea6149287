// SPDX-License-Identifier: Apache-2.0
import QueueCore

/// Agents who are free for a topic, longest idle first.
struct IdleIndex: Sendable {
    /// An agent and since when they are idle.
    struct Entry: Comparable, Hashable, Sendable {
        /// Milliseconds of pool time.
        let since: Int64
        /// Index of the agent: the tie-break, the same on every node.
        let agent: Int

        static func < (left: Entry, right: Entry) -> Bool { (left.since, left.agent) < (right.since, right.agent) }

        fileprivate var key: LineKey { LineKey(level: 0, arrival: since, sequence: UInt64(agent)) }
    }

    private var agents = SharedLine()

    /// How many agents are free.
    var count: Int { agents.line.count }

    /// Adds an agent. Complexity: O(1) for who has just become free, else O(log n).
    mutating func insert(_ entry: Entry) {
        let handle = agents.line.insert(UInt32(entry.agent), at: entry.key)
        precondition(handle != nil, "a line holds \(WaitingLine.capacity) agents")
    }

    /// Removes an agent who is in the index. Complexity: O(log n).
    mutating func remove(_ entry: Entry) {
        let removed = agents.line.remove(.unknown, at: entry.key)
        precondition(removed != nil, "agent \(entry.agent) is not in the index")
    }

    /// The agent who has been free longest of those that will do. Complexity: O(those who will not do before them).
    func first(where willDo: (Int) -> Bool) -> Int? {
        agents.line.first { _, agent in willDo(Int(agent)) }.map { Int($0.value) }
    }
}
