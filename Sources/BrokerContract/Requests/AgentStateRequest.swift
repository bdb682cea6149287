// SPDX-License-Identifier: Apache-2.0

/// An agent says what they want; asked while busy, it holds from the end of the work.
public struct AgentStateRequest: RequestDocument {
    /// `agent.state`.
    public static let operation = Operation.agentState
    /// Integers.
    public static let integerFields = ["ifVersion"]

    /// The agent: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String
    /// What the agent wants.
    public var intent: IntentWord
    /// Why, for the record: at most 256 bytes.
    public var reason: String?
    /// Who asks, when it is somebody else than whom it is about, for the record: 1–64 of `A-Z a-z 0-9 _ -`.
    public var by: String?
    /// Names this request for ten minutes, so that a repetition does nothing more: 1–64 of `A-Z a-z 0-9 _ -`.
    public var requestId: String?
    /// The version the contact or agent must have; otherwise `conflict`.
    ///
    /// At least 0.
    public var ifVersion: Int?

    /// A request.
    public init(
        agent: String, intent: IntentWord, reason: String? = nil, by: String? = nil, requestId: String? = nil,
        ifVersion: Int? = nil
    ) {
        self.agent = agent
        self.intent = intent
        self.reason = reason
        self.by = by
        self.requestId = requestId
        self.ifVersion = ifVersion
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(agent, "agent")
        try FieldCheck.text(reason, "reason", 0...ContractLimits.reasonBytes)
        try FieldCheck.identifier(by, "by")
        try FieldCheck.identifier(requestId, "requestId")
        try FieldCheck.version(ifVersion)
    }
}
