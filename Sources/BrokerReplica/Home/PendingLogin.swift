// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A first login at this site, until the log has it: another site may still hold the agent.
struct PendingLogin: Sendable {
    /// Clients that wait.
    var tokens: [UInt64]
    /// What the home tells the owner.
    let report: AgentReport
    /// Nanoseconds after which the client is told to repeat.
    let deadline: Int64
    /// When the owner was last told.
    var sentAt: Int64
}
