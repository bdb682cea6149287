// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// An agent who begins to work; what is nil stays as it is.
public struct LoginOrder: Sendable {
    /// The agent.
    public var agent: AgentID
    /// Topics served; the configuration's, if it names the agent.
    public var topics: [TopicLevel]?
    /// Skills; the configuration's, if it names the agent.
    public var skills: [SkillLevel]?
    /// Contacts at once on each channel.
    public var channels: [ChannelLimit]?
    /// Where a call for the agent is sent.
    public var address: String?
    /// What the agent wants; the first login sets `available`.
    public var intent: Intent?

    /// A login.
    public init(
        agent: AgentID, topics: [TopicLevel]?, skills: [SkillLevel]?, channels: [ChannelLimit]?, address: String?,
        intent: Intent?
    ) {
        self.agent = agent
        self.topics = topics
        self.skills = skills
        self.channels = channels
        self.address = address
        self.intent = intent
    }
}
