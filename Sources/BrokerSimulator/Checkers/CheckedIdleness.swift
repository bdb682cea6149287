// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// Since when each agent has had no work, reckoned anew by what the homes tell the log: who is idle longest is offered
/// the next contact.
struct CheckedIdleness {
    private var since: [AgentID: PoolInstant] = [:]

    /// Nobody is known.
    init() {}

    /// Everybody a state has.
    init(_ engine: Engine) { for agent in engine.allAgents { since[agent.agent] = agent.idleSince } }

    /// An agent's home has told the log of the agent, who was so before.
    mutating func hear(_ report: AgentReport, before: AgentState?, at time: PoolInstant) {
        guard let before else {
            since[report.agent] = time
            return
        }
        guard report.phase == .idle else { return }
        let isFreed = before.phase != .idle && (report.turn > before.turn || report.site != before.site)
        let isWrapped = before.activity == .wrapping && report.activity == .idle
        if isFreed || isWrapped { since[report.agent] = time }
    }

    /// Who is free for a contact and has been idle for longer than an agent.
    func whoShouldCome(
        before chosen: AgentID, for contact: ContactRecord, among agents: [AgentState], skipping sites: [SiteID]
    ) -> AgentID? {
        guard let mine = since[chosen] else { return nil }
        return agents.first { other in
            guard other.phase == .idle, other.isReady, !sites.contains(other.site), let theirs = since[other.agent],
                theirs < mine
            else { return false }
            return other.profile.maySatisfy(
                topic: contact.topic, channel: contact.channel, requirements: contact.requirements)
        }?.agent
    }
}
