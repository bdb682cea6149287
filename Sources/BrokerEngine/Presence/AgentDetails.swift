// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What few steps need of an agent.
struct AgentDetails: Sendable {
    /// The agent.
    let agent: AgentID
    /// Why, when on a break.
    var reason: String?
    /// What the agent can do.
    var profile: AgentProfile
    /// With whom the agent is engaged; meant for nobody while idle.
    var phase: AgentState.Phase
    /// What the agent has beside the one offer, oldest first.
    var seats: [SeatReport] = []
    /// What the strategies go by.
    var tallies = AgentTallies()
    /// The topic of the contact whose conversation, or wrap-up, the agent is in, by index; nil for none that is known.
    /// Means nothing while the agent does not work.
    var worksFor: UInt32?
    /// The topics served, as the profile says, looked up when the agent is first free; before that empty.
    var topics: [ServedTopic] = []
}
