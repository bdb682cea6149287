// SPDX-License-Identifier: Apache-2.0

/// Somebody in a conversation.
public struct ParticipantDocument: Codable, Hashable, Sendable {
    /// The agent.
    public var agent: String
    /// What they are in it: `agent`; `consulted`, who speaks with that agent only; `conference`.
    public var role: String

    /// Puts a document together.
    public init(agent: String, role: String) {
        self.agent = agent
        self.role = role
    }
}
