// SPDX-License-Identifier: Apache-2.0

/// An agent named in the configuration.
public struct AgentSettings: Hashable, Sendable, WireCodable {
    /// The agent.
    public let agent: AgentID
    /// The site the agent belongs to.
    public let site: SiteID
    /// Topics served, sorted, each once.
    public let topics: [TopicLevel]
    /// Skills.
    public let skills: [SkillLevel]
    /// Where a call for the agent is sent.
    public let address: String?
    /// Milliseconds of wrap-up, whatever the topic says; nil for what the topic says.
    public let wrapUpMs: Int64?
    /// Contacts at once by channel, in the order of channels, each once; empty for what they log in with.
    public let channels: [ChannelLimit]

    /// An agent's settings.
    public init(
        agent: AgentID, site: SiteID, topics: [TopicLevel], skills: [SkillLevel], address: String?,
        wrapUpMs: Int64? = nil, channels: [ChannelLimit] = []
    ) {
        self.agent = agent
        self.site = site
        self.topics = topics.eachOnce
        self.skills = skills.sorted()
        self.address = address
        self.wrapUpMs = wrapUpMs
        self.channels = channels.sorted { $0.channel.rawValue < $1.channel.rawValue }
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.id(agent)
        writer.id(site)
        writer.values(topics)
        writer.values(skills)
        // Which of these there are, as bits.
        writer.byte((address == nil ? 0 : 1) | (wrapUpMs == nil ? 0 : 2) | (channels.isEmpty ? 0 : 4))
        if let address { writer.text(address) }
        if let wrapUpMs { writer.signed(wrapUpMs) }
        if !channels.isEmpty { writer.values(channels) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        let agent: AgentID = try reader.id()
        let site: SiteID = try reader.id()
        let topics: [TopicLevel] = try reader.values()
        let skills: [SkillLevel] = try reader.values()
        let present = try reader.byte()
        guard present < 8 else { throw .invalid("AgentSettings") }
        let address = present & 1 == 0 ? nil : try reader.text()
        let wrapUpMs = present & 2 == 0 ? nil : try reader.duration()
        let channels: [ChannelLimit] = present & 4 == 0 ? [] : try reader.values()
        guard channels.isEmpty == (present & 4 == 0),
            zip(channels, channels.dropFirst()).allSatisfy({ $0.channel.rawValue < $1.channel.rawValue })
        else { throw .invalid("AgentSettings") }
        self.init(
            agent: agent, site: site, topics: topics, skills: skills, address: address, wrapUpMs: wrapUpMs,
            channels: channels)
    }
}
