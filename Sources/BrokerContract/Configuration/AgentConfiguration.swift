// SPDX-License-Identifier: Apache-2.0

/// An agent.
public struct AgentConfiguration: Codable, Hashable, Sendable {
    /// The site of its home.
    public var site: String
    /// What people call them: 1–256 bytes.
    public var name: String?
    /// Level by topic, 1–9, 1 first: at most 256.
    public var topics: [String: Int]
    /// Level by skill, 1–9: at most 64.
    public var skills: [String: Int]
    /// Contacts at once by channel, 1–100; nil for what they log in with.
    public var channels: [String: Int]?
    /// Where media finds them: 1–256 bytes.
    public var agentAddress: String?
    /// How long they have to finish after a contact, 0 to 24 h; nil for what the topic says.
    public var wrapUp: ConfiguredDuration?

    /// Puts a document together.
    public init(
        site: String, name: String? = nil, topics: [String: Int] = [:], skills: [String: Int] = [:],
        agentAddress: String? = nil, wrapUp: ConfiguredDuration? = nil, channels: [String: Int]? = nil
    ) {
        self.site = site
        self.name = name
        self.topics = topics
        self.skills = skills
        self.agentAddress = agentAddress
        self.wrapUp = wrapUp
        self.channels = channels
    }
}
