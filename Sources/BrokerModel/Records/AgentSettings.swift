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

    /// An agent's settings.
    public init(agent: AgentID, site: SiteID, topics: [TopicLevel], skills: [SkillLevel], address: String?) {
        self.agent = agent
        self.site = site
        self.topics = topics.eachOnce
        self.skills = skills.sorted()
        self.address = address
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.id(agent)
        writer.id(site)
        writer.values(topics)
        writer.values(skills)
        writer.optional(address) { $0.text($1) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            agent: try reader.id(), site: try reader.id(), topics: try reader.values(), skills: try reader.values(),
            address: try reader.optional { (reader) throws(WireError) in try reader.text() })
    }
}
