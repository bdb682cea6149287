// SPDX-License-Identifier: Apache-2.0

/// Asks for one agent with its open offers.
public struct AgentGetRequest: RequestDocument {
    /// `agent.get`.
    public static let operation = Operation.agentGet

    /// The agent: 1–64 of `A-Z a-z 0-9 _ -`.
    public var agent: String

    /// A request.
    public init(agent: String) {
        self.agent = agent
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(agent, "agent")
    }
}
