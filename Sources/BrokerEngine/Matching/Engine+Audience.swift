// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// Who may serve a contact: its topic's agents with what it requires, unless it is for one agent, or the topic's steps
// say otherwise.
extension Engine {
    /// What a contact that enters asks of who serves it; nil for nothing. Complexity: as below.
    func demand(of topic: Int, _ record: ContactRecord, site: UInt32) -> Demand? {
        // Nearly all: without a look at what is seldom there.
        if record.requirements.isEmpty, !record.asksMore, topics[topic].relaxation == nil { return nil }
        return demand(of: topic, record.requirements, record.routing, site: site)
    }

    /// What a contact of a topic and a site asks of who serves it; nil for nothing. Complexity: O(1) for a contact that
    /// requires nothing in a topic without steps, else O(steps × requirements).
    func demand(of topic: Int, _ requirements: [SkillLevel], _ routing: Routing, site: UInt32) -> Demand? {
        if let agent = routing.onlyAgent { return Demand(requirements: requirements, agent: agent) }
        let demand = demand(of: topic, requirements, after: routing.steps, site: site)
        if let consult = routing.consult, !isPlanted(.consultOfAsker) { return .except(consult.agent, demand) }
        guard let first = routing.firstAgent, !isPlanted(.lastAgentIgnored) else { return demand }
        return Demand(requirements: requirements, skills: demand?.skills, agent: first, mustServe: true)
    }

    private func demand(of topic: Int, _ requirements: [SkillLevel], after steps: UInt8, site: UInt32) -> Demand? {
        guard let relaxation = topics[topic].relaxation else {
            return requirements.isEmpty ? nil : Demand(requirements: requirements)
        }
        return relaxation.demand(requirements, after: Int(steps), site: site)
    }

    /// Lines whose contacts an agent may be offered, each once. Complexity: O(lines of the agent's topics).
    func lines(openTo agent: Int) -> Set<Int> {
        var open = Set(linesByAgent[agents.details[agent].agent] ?? []).filter { canServe(agent, $0, level: 1) }
        for served in agents.details[agent].profile.topics {
            guard let topic = topicIndexByID[served.topic] else { continue }
            open.formUnion(topics[topic].guestLines.filter { canServe(agent, $0, level: Self.guestLevel) })
            let shared = lines(of: topic).filter { lines[$0].identity.demand?.agent == nil }
            open.formUnion(shared.filter { canServe(agent, $0, level: served.level) })
        }
        return open
    }
}
