// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// Last agent first: for a time a contact waits for the one agent who knows the case, as long as that agent could serve
// it within the time. Then, or as soon as the agent cannot, it is everybody's.
extension Home {
    /// What a contact asks that comes with the name of its last agent.
    func routing(lastAgent: AgentID?, _ record: ContactRecord, _ context: HomeContext) -> Routing {
        var routing = record.routing
        let lastAgentMs = context.engine.configuration.topic(record.topic)?.rules.lastAgentMs ?? 0
        guard let lastAgent, routing.onlyAgent == nil, lastAgentMs > 0 else { return routing }
        routing.firstAgent = lastAgent
        routing.firstUntil = PoolInstant((routing.dueAt ?? context.time).milliseconds + lastAgentMs)
        // Who is scheduled finds out when it is due.
        guard routing.dueAt == nil else { return routing }
        var asking = record
        asking.routing = routing
        return Self.mayComeFirst(asking, context) ? routing : record.routing
    }

    /// Whether a contact's last agent could serve it: the agent is at work and reachable, at a site that is in reach,
    /// takes its channel, serves its topic and has what it requires. Who is busy may be free in time.
    private static func mayComeFirst(_ record: ContactRecord, _ context: HomeContext) -> Bool {
        guard let first = record.routing.firstAgent, let until = record.routing.firstUntil,
            context.time < until || isPlanted(.lastAgentForEver), let agent = context.engine.agent(first),
            context.engine.sites[agent.site]?.isDetached == false, agent.intent == .available
        else { return false }
        switch agent.activity {
        case .idle, .offered, .busy, .wrapping: break
        case .notResponding, .unreachable: return false
        }
        let profile = agent.profile
        return profile.channels.contains { $0.channel == record.channel && $0.contacts > 0 }
            && profile.topics.contains { $0.topic == record.topic }
            && profile.has(record.requirements)
    }

    /// Until when a contact waits for its last agent alone; nil when it does not.
    static func firstUntil(_ record: ContactRecord) -> PoolInstant? {
        guard record.asksMore, record.routing.firstAgent != nil, !isPlanted(.lastAgentForEver) else { return nil }
        return record.routing.firstUntil
    }

    /// Keeps in mind which agent a contact waits for.
    mutating func watchFirst(_ number: ContactNumber) {
        guard let record = contacts[number]?.record, record.asksMore, let first = record.routing.firstAgent else {
            return
        }
        firstWaits[first, default: []].append(number)
    }

    /// Something has happened to an agent: who waits for them alone and in vain is everybody's.
    mutating func reviewFirst(_ agent: AgentID, _ context: HomeContext) {
        // A node that has only a copy reads the same events, and decides nothing.
        guard stage == .active, let waiting = firstWaits[agent] else { return }
        for number in waiting { endFirst(number, context) }
        let left = waiting.filter {
            contacts[$0].map { $0.record.routing.firstAgent == agent && $0.endedAt == nil } == true
        }
        firstWaits[agent] = left.isEmpty ? nil : left
    }

    /// Something has happened to many agents.
    mutating func reviewFirst(_ context: HomeContext) {
        for agent in firstWaits.keys.sorted() { reviewFirst(agent, context) }
    }

    /// Makes a contact that waits for its last agent everybody's, if the time is over or the agent cannot serve it.
    mutating func endFirst(_ number: ContactNumber, _ context: HomeContext) {
        guard let cell = contacts[number], cell.record.asksMore, cell.phase == .waiting,
            cell.dueAt == nil || cell.call == .due, cell.record.routing.firstAgent != nil,
            !Self.mayComeFirst(cell.record, context)
        else { return }
        tellBeginning(cell, context)
        revise(number, context, .relaxed(why: "last agent")) { cell in
            cell.turn = cell.turn.next
            cell.record.routing.endFirst()
        }
    }
}

extension Routing {
    /// It is everybody's from now on.
    mutating func endFirst() {
        firstAgent = nil
        firstUntil = nil
    }

    /// Who is with an agent is in line no more, and on the phone, whatever was known last.
    mutating func meetAgent() {
        dueAt = nil
        slotAt = nil
        if call != nil { call = .reached }
    }
}
