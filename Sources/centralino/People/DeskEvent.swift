// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import NATSClient

/// What an agent's desk waits for.
enum DeskEvent: Sendable {
    /// Something happened to the agent.
    case event(AgentEvent)
    /// Something happened to the connection.
    case connection(NATSConnectionEvent)
    /// A line was typed.
    case line(String)
    /// The agent leaves.
    case leave
}
