// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// Why this contact, why this agent: asked of the state just before an offer, long after it. Nothing here is called when
// an offer is made, so that it also says whether the offer was what the rules say.
extension Engine {
    /// Explains to whom a contact would be offered now, and why; nil when it is not in line.
    /// Complexity: O(agents × topics an agent serves + lines).
    public func explanation(of number: ContactNumber) -> Explanation? {
        var settled = self
        // Whom the last event has freed stands in no index yet.
        settled.listFreed(before: nil)
        return settled.explain(number)
    }

    private func explain(_ number: ContactNumber) -> Explanation? {
        guard let slot = contacts.slot(of: number), let position = position(of: number) else { return nil }
        let topic = topic(of: slot)
        let asked = order(for: slot)
        let tried = contacts.tried(slot)
        let candidates = asked.map { agent in
            explained(agent, topic, tried.contains(UInt32(agent)) ? .tried : .free)
        }
        let isAsked = Set(asked)
        let others = agents.indices.lazy.filter { agent in
            !isAsked.contains(agent) && serves(agent, topic)
        }.map { explained($0, topic, standing($0, slot)) }
        let limit = Limits.explainedAgents
        let shownOthers = Array(others.prefix(limit))
        return Explanation(
            contact: contactState(slot), position: position, waiting: topics[topic].waiting, time: time,
            revision: configuration.revision, agingMs: configuration.agingMs,
            strategy: topics[topic].terms?.strategy ?? .longestIdle, candidates: Array(candidates.prefix(limit)),
            others: shownOthers,
            agentsLeftOut: max(0, candidates.count - limit) + max(0, others.count - shownOthers.count),
            heads: asked.first.map(heads) ?? [])
    }

    /// Who could be offered a contact, in the order in which they are asked.
    private func order(for slot: UInt32) -> [Int] {
        let line = Int(contacts[slot].line)
        let demand = lines[line].identity.demand
        if let name = demand?.agent { return chooseNamed(name, line).map { [$0] } ?? [] }
        let tried = contacts.tried(slot)
        return order(line, demand) { !tried.contains(UInt32($0)) } + order(line, demand) { tried.contains(UInt32($0)) }
    }

    /// The topic's own agents, then those of each topic that is asked too.
    private func order(_ line: Int, _ demand: Demand?, where willDo: (Int) -> Bool) -> [Int] {
        let own = free(lines[line].topic) { level, agent in canServe(agent, line, level: level) && willDo(agent) }
        let guests = (demand?.guests ?? []).flatMap { guest in
            free(Int(guest)) { _, agent in canServe(agent, line, level: Self.guestLevel) && willDo(agent) }
        }
        var seen: Set<Int> = []
        return (own + guests).filter { seen.insert($0).inserted }
    }

    private func free(_ topic: Int, where willDo: (UInt8, Int) -> Bool) -> [Int] {
        var found: [(tier: IdleIndex.Tier, agent: Int)] = []
        topics[topic].idle.forEach { tier, agent in
            if willDo(tier.level, agent) { found.append((tier, agent)) }
        }
        return drawn(found, topic)
    }

    /// The same agents; where the topic draws, those who were drawn among come first, in the order of the draw.
    private func drawn(_ inOrder: [(tier: IdleIndex.Tier, agent: Int)], _ topic: Int) -> [Int] {
        let all = inOrder.map(\.agent)
        guard topics[topic].terms?.strategy == .random, let first = inOrder.first else { return all }
        let among = Set(all)
        let drawn = drawnAmong(topic, first.tier).filter { among.contains($0) }
            .sorted { drawOf($0) < drawOf($1) }
        let isDrawn = Set(drawn)
        // Nobody who can serve it stood where the draw fell: then the first does.
        return drawn + all.filter { !isDrawn.contains($0) }
    }

    private func serves(_ agent: Int, _ topic: Int) -> Bool {
        agents.details[agent].profile.topics.contains { $0.topic == topics[topic].topic }
    }

    private func explained(_ agent: Int, _ topic: Int, _ standing: Standing) -> ExplainedAgent {
        let details = agents.details[agent]
        let level = details.profile.topics.first { $0.topic == topics[topic].topic }?.level ?? 1
        let entry = entry(of: agent, in: ServedTopic(index: UInt32(topic), level: level))
        return ExplainedAgent(
            agent: details.agent, site: sites.name(agents[agent].site), level: level, rank: entry.rank,
            standing: standing)
    }

    /// Why an agent is no candidate: the first of the reasons that there are.
    private func standing(_ agent: Int, _ slot: UInt32) -> Standing {
        let core = agents[agent]
        switch core.stage {
        case .offered: return .offered
        case .busy: return .busy
        case .idle: break
        }
        if sites.isDetached(core.site) { return .siteDetached }
        switch core.intent {
        case .offline: return .offline
        case .onBreak: return .onBreak
        case .available: break
        }
        switch core.activity {
        case .wrapping where core.load == 0: return .wrapping
        case .notResponding: return .notResponding
        case .unreachable: return .unreachable
        case .idle, .offered, .busy, .wrapping: break
        }
        guard core.isReady else { return .pausing }
        let identity = lines[Int(contacts[slot].line)].identity
        guard core.channels.contains(identity.channel) else { return .channel }
        guard core.open.contains(identity.channel) else { return .noRoom }
        return agents.details[agent].profile.has(identity.demand?.skills ?? []) ? .rules : .skills
    }

    /// The first of each line that an agent serves, the one to be served next first.
    private func heads(of agent: Int) -> [ExplainedHead] {
        var heads: [ExplainedHead] = []
        for line in lines(openTo: agent).sorted() {
            guard let first = lines[line].first else { continue }
            heads.append(
                ExplainedHead(
                    contact: contactState(first.value).record, key: first.key, waiting: lines[line].waiting.count))
        }
        return Array(heads.sorted { $0.key < $1.key }.prefix(Limits.explainedHeads))
    }
}
