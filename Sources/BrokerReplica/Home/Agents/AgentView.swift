// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// An agent as the home shows them.
public struct AgentView: Sendable {
    /// The cell.
    public let cell: AgentCell
    /// The site.
    public let site: SiteID
    /// The log sequence up to which the node has folded.
    public let sequence: UInt64
    /// What contacts take of the agent's capacity.
    public let costs: ChannelCosts
    /// Whether the site is cut off from the log.
    public let isAlone: Bool
}
