// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A topic's agents who are at work, free or busy, and how many of them take each channel.
struct Crew: Sendable {
    /// One of them, at their level.
    struct Entry: BitwiseCopyable, Sendable {
        /// The agent, by index.
        let agent: UInt32
        /// 1–9; 1 comes first.
        let level: UInt8
    }

    /// By index of the agent.
    private(set) var agents: [Entry] = []
    private var takers: [Int32] = []

    init() {}

    /// How many take a channel. Complexity: O(1).
    func takers(of channel: Channel) -> Int { takers.isEmpty ? 0 : Int(takers[Int(channel.rawValue)]) }

    /// An agent is at work. Complexity: O(log agents), and what it takes to move those behind.
    mutating func insert(_ entry: Entry, taking channels: ChannelSet) {
        agents.insert(entry, at: place(of: entry.agent))
        count(channels, 1)
    }

    /// An agent is at work no more. Complexity: likewise.
    mutating func remove(_ agent: UInt32, taking channels: ChannelSet) {
        let place = place(of: agent)
        precondition(place < agents.count && agents[place].agent == agent, "agent \(agent) is not at work")
        agents.remove(at: place)
        count(channels, -1)
    }

    private mutating func count(_ channels: ChannelSet, _ one: Int32) {
        if takers.isEmpty { takers = Array(repeating: 0, count: Channel.allCases.count) }
        var rest = channels
        while let channel = rest.popFirst() { takers[channel] += one }
    }

    private func place(of agent: UInt32) -> Int {
        var low = 0
        var high = agents.count
        while low < high {
            let middle = (low + high) / 2
            if agents[middle].agent < agent { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
