// SPDX-License-Identifier: Apache-2.0

/// What an agent can do and where they are reached.
public struct AgentProfile: Hashable, Sendable, WireCodable {
    /// The node that holds the agent.
    public var node: NodeID
    /// Topics served, sorted, each once.
    public var topics: [TopicLevel] { didSet { topics = topics.eachOnce } }
    /// Skills, sorted.
    public var skills: [SkillLevel]
    /// Contacts at once on each channel, sorted by channel.
    public var channels: [ChannelLimit]
    /// Where a call for the agent is sent, `sip:anna@milano`.
    public var address: String?

    /// A profile.
    public init(
        node: NodeID, topics: [TopicLevel], skills: [SkillLevel], channels: [ChannelLimit], address: String?
    ) {
        self.node = node
        self.topics = topics.eachOnce
        self.skills = skills.sorted()
        self.channels = channels
        self.address = address
    }

    /// Whether the agent has every skill of a sorted list, at its level or above. Complexity: O(skills).
    @inlinable
    public func has(_ requirements: [SkillLevel]) -> Bool {
        var skills = self.skills.makeIterator()
        var skill = skills.next()
        for required in requirements {
            while let held = skill, held.skill < required.skill { skill = skills.next() }
            guard let held = skill, held.skill == required.skill, held.level >= required.level else { return false }
        }
        return true
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.id(node)
        writer.values(topics)
        writer.values(skills)
        writer.values(channels)
        writer.optional(address) { $0.text($1) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            node: try reader.id(), topics: try reader.values(), skills: try reader.values(),
            channels: try reader.values(),
            address: try reader.optional { (reader) throws(WireError) in try reader.text() })
    }
}
