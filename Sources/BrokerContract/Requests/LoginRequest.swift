// SPDX-License-Identifier: Apache-2.0

/// An agent comes to this site.
///
/// Idempotent by `agent`; a repeated one keeps intent.
public struct LoginRequest: RequestDocument {
    /// `agent.login`.
    public static let operation = Operation.agentLogin
    /// Integers.
    public static let integerFields = ["topics", "skills", "channels"]

    /// The agent: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String
    /// Level by topic, 1–9, 1 first: at most 256.
    public var topics: [String: Int]?
    /// Level by skill, 1–9: at most 64.
    public var skills: [String: Int]?
    /// Contacts at once by channel, 1–100; left out, `{"voice":1,"callback":1}`.
    public var channels: [String: Int]?
    /// Where media finds the agent: 1–256 bytes.
    public var agentAddress: String?
    /// What the agent wants; left out, `available` at the first login.
    public var intent: IntentWord?

    /// A request.
    public init(
        agent: String, topics: [String: Int]? = nil, skills: [String: Int]? = nil, channels: [String: Int]? = nil,
        agentAddress: String? = nil, intent: IntentWord? = nil
    ) {
        self.agent = agent
        self.topics = topics
        self.skills = skills
        self.channels = channels
        self.agentAddress = agentAddress
        self.intent = intent
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(agent, "agent")
        try FieldCheck.levels(topics, "topics", most: ContractLimits.topicsPerAgent)
        try FieldCheck.levels(skills, "skills", most: ContractLimits.skillsPerAgent)
        try FieldCheck.channels(channels, "channels")
        try FieldCheck.text(agentAddress, "agentAddress", 1...ContractLimits.addressBytes)
    }
}
