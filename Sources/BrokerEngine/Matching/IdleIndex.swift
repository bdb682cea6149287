// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

/// Agents who are free for a topic, in the order of its strategy.
struct IdleIndex: Sendable {
    /// The level of an agent in the topic, 1–9, and within it how much they have to do: lower comes first.
    struct Tier: Hashable, BitwiseCopyable, Sendable {
        fileprivate let value: UInt8

        /// Loads are told apart in steps of four of a hundred: 25 steps, and none.
        private static let steps = 26

        init(level: UInt8, load: UInt8) {
            let place = (Int(max(1, min(9, level))) - 1) * Self.steps
            value = UInt8(place + min(Self.steps - 1, (Int(load) + 3) / 4))
        }

        fileprivate init(value: UInt8) { self.value = value }

        /// The level.
        var level: UInt8 { value / UInt8(Self.steps) + 1 }

        /// Whether the agent has contacts already.
        var isLoaded: Bool { value % UInt8(Self.steps) > 0 }
    }

    /// An agent and their place.
    struct Entry: Hashable, Sendable {
        /// Level and load.
        let tier: Tier
        /// What the strategy goes by: lower comes first.
        let rank: Int64
        /// Index of the agent: the tie-break, the same on every node.
        let agent: Int

        fileprivate var key: LineKey { LineKey(level: 255 - tier.value, arrival: rank, sequence: UInt64(agent)) }
    }

    private var agents = SharedLine()
    /// How many of them have contacts already, and how many of those have room for one of each channel.
    private var loaded = 0
    private var loadedOpen = SIMD8<Int32>(repeating: 0)

    /// How many agents are free.
    var count: Int { agents.line.count }

    /// Whether anybody may have room for a contact of a channel: who has none yet takes what they take.
    /// Complexity: O(1).
    func hasRoom(for channel: Channel) -> Bool { count > loaded || loadedOpen[Int(channel.rawValue)] > 0 }

    /// Adds an agent, who has room for contacts of some channels. Complexity: O(1) for who comes last of their tier,
    /// else O(log n).
    mutating func insert(_ entry: Entry, open: ChannelSet) {
        let handle = agents.line.insert(UInt32(entry.agent), at: entry.key)
        precondition(handle != nil, "a line holds \(WaitingLine.capacity) agents")
        if entry.tier.isLoaded { countLoaded(1, open) }
    }

    /// Removes an agent who is in the index, with room for the same channels. Complexity: O(log n).
    mutating func remove(_ entry: Entry, open: ChannelSet) {
        let removed = agents.line.remove(.unknown, at: entry.key)
        precondition(removed != nil, "agent \(entry.agent) is not in the index")
        if entry.tier.isLoaded { countLoaded(-1, open) }
    }

    private mutating func countLoaded(_ one: Int32, _ open: ChannelSet) {
        loaded += Int(one)
        var rest = open
        while let channel = rest.popFirst() { loadedOpen[channel] += one }
    }

    /// The first agent of those that will do. Complexity: O(those who will not do before them).
    func first(where willDo: (_ level: UInt8, _ agent: Int) -> Bool) -> (tier: Tier, agent: Int)? {
        agents.line.first { key, agent in willDo(Tier(value: 255 - key.level).level, Int(agent)) }
            .map { (Tier(value: 255 - $0.key.level), Int($0.value)) }
    }

    /// Calls a body for each agent, in order. Complexity: O(n).
    func forEach(_ body: (_ tier: Tier, _ agent: Int) -> Void) {
        agents.line.forEach(after: nil, limit: .max) { key, agent in body(Tier(value: 255 - key.level), Int(agent)) }
    }

    /// Agents of a tier from a rank on, and from the lowest rank again, until there are so many or all.
    /// Complexity: O(log n + limit).
    func neighbours(of tier: Tier, from rank: Int64, limit: Int) -> [Int] {
        let after = range(of: tier, after: rank, limit: limit)
        guard after.count < limit else { return after }
        let before = range(of: tier, after: .min >> 17, limit: limit - after.count)
        return after + before.filter { !after.contains($0) }
    }

    private func range(of tier: Tier, after rank: Int64, limit: Int) -> [Int] {
        var found: [Int] = []
        let key = LineKey(level: 255 - tier.value, arrival: rank, sequence: 0)
        agents.line.forEach(after: key, limit: limit) { key, agent in
            if key.level == 255 - tier.value { found.append(Int(agent)) }
        }
        return found
    }
}
