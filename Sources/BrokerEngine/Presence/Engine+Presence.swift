// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// Agents: their reports, and the index of who is free.
extension Engine {
    mutating func apply(_ report: AgentReport) {
        guard let index = agentIndexByID[report.agent] else { return admit(report) }
        unlist(index)
        defer { list(index) }
        let before = agents[index]
        if before.site != report.site || before.isOlder(than: report) {
            setPhase(of: index, to: report)
        } else {
            precondition(
                before.isAnnotated(by: report), "a report that says nothing new of \(report.agent) is in the log")
        }
        if (before.intent, before.activity) != (report.intent, report.activity) { agents[index].since = time }
        agents[index].site = report.site
        agents[index].version = report.version
        agents[index].intent = report.intent
        agents[index].reason = report.reason
        agents[index].activity = report.activity
        agents[index].isReady = report.isReady
        agents[index].sequence = sequence
        if let profile = report.profile {
            agents[index].profile = profile
            agentTopics[index] = []
        }
        if before.activity == .wrapping, report.activity == .idle { agents[index].idleSince = time }
    }

    private mutating func setPhase(of index: Int, to report: AgentReport) {
        agents[index].turn = report.turn
        switch (agents[index].phase, report.phase) {
        case (.idle, .idle): break
        case (.offered, .idle), (.busy, .idle):
            agents[index].phase = .idle
            // Work, or an offer left or refused, begins idleness anew: the next offer goes to somebody else first.
            agents[index].idleSince = time
        case (_, .busy(let offer, let contact)): agents[index].phase = .busy(offer, contact)
        }
    }

    private mutating func admit(_ report: AgentReport) {
        guard let profile = report.profile else {
            preconditionFailure("the first report of \(report.agent) has no profile")
        }
        var phase = AgentState.Phase.idle
        if case .busy(let offer, let contact) = report.phase { phase = .busy(offer, contact) }
        append(
            AgentState(
                agent: report.agent, site: report.site, turn: report.turn, phase: phase, version: report.version,
                intent: report.intent, reason: report.reason, activity: report.activity, isReady: report.isReady,
                profile: profile, idleSince: time, since: time, sequence: sequence))
    }

    /// Adds an agent nobody knew.
    mutating func append(_ agent: AgentState) {
        agents.append(agent)
        agentTopics.append([])
        agentIndexByID[agent.agent] = agents.count - 1
        list(agents.count - 1)
    }

    /// Enters a free agent in the index of each topic served.
    mutating func list(_ index: Int) {
        guard agents[index].isFree(in: sites) else { return }
        let entry = IdleIndex.Entry(since: agents[index].idleSince.milliseconds, agent: index)
        if agentTopics[index].isEmpty {
            agentTopics[index] = agents[index].profile.topics.map { topicIndex($0.topic) }
        }
        for topic in agentTopics[index] { topics[topic].idle.insert(entry) }
    }

    /// Takes a free agent out of every index; to be called before anything about the agent changes.
    mutating func unlist(_ index: Int) {
        guard agents[index].isFree(in: sites) else { return }
        let entry = IdleIndex.Entry(since: agents[index].idleSince.milliseconds, agent: index)
        for topic in agentTopics[index] { topics[topic].idle.remove(entry) }
    }
}
