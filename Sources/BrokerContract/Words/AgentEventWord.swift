// SPDX-License-Identifier: Apache-2.0

/// What happened to an agent.
public enum AgentEventWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// A contact is offered; sent again each 2 s until answered.
    case offer
    /// The offer is over.
    case revoked
    /// The conversation begins.
    case connected
    /// The conversation is over.
    case ended
    /// Intent or activity changed in any other way (an extension).
    case state
}
