// SPDX-License-Identifier: Apache-2.0
import QueueCore

/// Agents who are free for a topic, in the order of its strategy.
struct IdleIndex: Sendable {
    /// An agent and their place.
    struct Entry: Hashable, Sendable {
        /// The agent's level in the topic, 1–9: 1 comes first.
        let level: UInt8
        /// What the strategy goes by: lower comes first.
        let rank: Int64
        /// Index of the agent: the tie-break, the same on every node.
        let agent: Int

        fileprivate var key: LineKey { LineKey(level: 255 - level, arrival: rank, sequence: UInt64(agent)) }
    }

    private var agents = SharedLine()

    /// How many agents are free.
    var count: Int { agents.line.count }

    /// Adds an agent. Complexity: O(1) for who comes last of their level, else O(log n).
    mutating func insert(_ entry: Entry) {
        let handle = agents.line.insert(UInt32(entry.agent), at: entry.key)
        precondition(handle != nil, "a line holds \(WaitingLine.capacity) agents")
    }

    /// Removes an agent who is in the index. Complexity: O(log n).
    mutating func remove(_ entry: Entry) {
        let removed = agents.line.remove(.unknown, at: entry.key)
        precondition(removed != nil, "agent \(entry.agent) is not in the index")
    }

    /// The first agent of those that will do. Complexity: O(those who will not do before them).
    func first(where willDo: (_ level: UInt8, _ agent: Int) -> Bool) -> (level: UInt8, agent: Int)? {
        agents.line.first { key, agent in willDo(255 - key.level, Int(agent)) }
            .map { (255 - $0.key.level, Int($0.value)) }
    }

    /// Calls a body for each agent, in order. Complexity: O(n).
    func forEach(_ body: (_ level: UInt8, _ agent: Int) -> Void) {
        agents.line.forEach(after: nil, limit: .max) { key, agent in body(255 - key.level, Int(agent)) }
    }

    /// Agents of a level from a rank on, and from the lowest rank again, until there are so many or all.
    /// Complexity: O(log n + limit).
    func neighbours(of level: UInt8, from rank: Int64, limit: Int) -> [Int] {
        let after = range(of: level, after: rank, limit: limit)
        guard after.count < limit else { return after }
        let before = range(of: level, after: .min >> 17, limit: limit - after.count)
        return after + before.filter { !after.contains($0) }
    }

    private func range(of level: UInt8, after rank: Int64, limit: Int) -> [Int] {
        var found: [Int] = []
        let key = LineKey(level: 255 - level, arrival: rank, sequence: 0)
        agents.line.forEach(after: key, limit: limit) { key, agent in
            if key.level == 255 - level { found.append(Int(agent)) }
        }
        return found
    }
}
