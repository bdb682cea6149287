// SPDX-License-Identifier: Apache-2.0

/// Agents are alive: `agent`, `agents`, or both.
///
/// Each 5 s; 15 s of silence is `unreachable`, and the last one may say so at once.
public struct HeartbeatRequest: RequestDocument {
    /// `agent.heartbeat`.
    public static let operation = Operation.agentHeartbeat

    /// One agent: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String?
    /// Many: 0–1,000, each 1–64 of `A-Z a-z 0-9 _ -`.
    public var agents: [String]?
    /// Whether this is the last one: their desks close, and they are `unreachable` at once.
    public var closing: Bool?
    /// Names this request for ten minutes, so that a repetition does nothing more: 1–64 of `A-Z a-z 0-9 _ -`.
    public var requestId: String?

    /// A request.
    public init(agent: String? = nil, agents: [String]? = nil, closing: Bool? = nil, requestId: String? = nil) {
        self.agent = agent
        self.agents = agents
        self.closing = closing
        self.requestId = requestId
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        guard agent != nil || agents != nil else { throw .badRequest("is required", field: "agent") }
        try FieldCheck.identifier(agent, "agent")
        let agents = self.agents ?? []
        guard agents.count <= ContractLimits.agentsPerHeartbeat else {
            throw .badRequest("has more than \(ContractLimits.agentsPerHeartbeat) items", field: "agents")
        }
        for (index, agent) in agents.enumerated() { try FieldCheck.identifier(agent, "agents.\(index)") }
        try FieldCheck.identifier(requestId, "requestId")
    }

    /// Every agent it names.
    public var all: [String] { (agent.map { [$0] } ?? []) + (agents ?? []) }
}
