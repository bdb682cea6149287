// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// Who of several free agents comes first.
extension Engine {
    /// An agent's place among those free for a topic. It is the same for as long as the agent is free: nothing it is
    /// made of changes by time alone.
    func entry(of agent: Int, in served: ServedTopic) -> IdleIndex.Entry {
        let chosen = topics[served.topic].terms?.strategy ?? .longestIdle
        let strategy = isPlanted(.strategyIgnored) ? .longestIdle : chosen
        let level = isPlanted(.agentLevelIgnored) ? 1 : served.level
        return IdleIndex.Entry(
            tier: IdleIndex.Tier(level: level, load: agents[agent].load), rank: rank(of: agent, by: strategy),
            agent: agent)
    }

    /// What a strategy puts agents in order by, lowest first.
    private func rank(of agent: Int, by strategy: Strategy) -> Int64 {
        let tallies = agents.details[agent].tallies
        return switch strategy {
        case .longestIdle, .ringAll, .ringProgressively: agents[agent].idleSince.milliseconds
        case .roundRobin: Int64(tallies.lastOffer)
        case .fewestContacts: tallies.contacts.logarithm
        case .leastTalk: tallies.talk.logarithm
        case .leastOccupied: tallies.work.logarithm
        case .topDown: 0
        case .random: Self.draw(agents[agent].turn.value, agent)
        }
    }

    /// The first who is free for a line: of the topic's own agents whom the topic's strategy puts first, then of those
    /// of each topic that is asked too, by that topic's. Who has had an offer of the contact and not taken it comes
    /// after all who have not. Complexity: O(those before them who cannot serve it).
    func choose(for slot: UInt32) -> Int? {
        let line = Int(contacts[slot].line)
        guard mayBeServed(line) else { return nil }
        let demand = lines[line].identity.demand
        if let name = demand?.agent { return chooseNamed(name, line) }
        if isPlanted(.shortestIdle) { return last(lines[line].topic, line) }
        let tried = isPlanted(.triedIgnored) ? [] : contacts.tried(slot)
        let untried = choose(line, demand) { !tried.contains(UInt32($0)) }
        guard untried == nil, !tried.isEmpty else { return untried }
        return choose(line, demand) { _ in true }
    }

    /// The first who is free for a line and will do.
    func choose(_ line: Int, _ demand: Demand?, where willDo: (Int) -> Bool) -> Int? {
        let own = pick(lines[line].topic) { level, agent in canServe(agent, line, level: level) && willDo(agent) }
        guard own == nil, let demand, !demand.guests.isEmpty else { return own }
        for guest in demand.guests {
            let found = pick(Int(guest)) { _, agent in
                canServe(agent, line, level: Self.guestLevel) && willDo(agent)
            }
            if let found { return found }
        }
        return nil
    }

    /// The one agent a line is for, if they are free.
    func chooseNamed(_ name: AgentID, _ line: Int) -> Int? {
        if isPlanted(.namedAgentIgnored) { return pick(lines[line].topic) { _, _ in true } }
        guard let agent = agents.index(of: name), agents[agent].isFree(in: sites), canServe(agent, line, level: 1)
        else { return nil }
        return agent
    }

    private func pick(_ topic: Int, where willDo: (UInt8, Int) -> Bool) -> Int? {
        let first = topics[topic].idle.first(where: willDo)
        guard topics[topic].terms?.strategy == .random, let first, !isPlanted(.strategyIgnored) else {
            return first?.agent
        }
        return drawnAmong(topic, first.tier).filter { willDo(first.tier.level, $0) }.min { drawOf($0) < drawOf($1) }
            ?? first.agent
    }

    /// Among whom the next offer of a topic draws, where it does: sixteen of a tier who stand together somewhere: that
    /// is anybody where no more are free.
    func drawnAmong(_ topic: Int, _ tier: IdleIndex.Tier) -> [Int] {
        topics[topic].idle.neighbours(of: tier, from: Self.draw(sequence, 0), limit: 16)
    }

    /// What an agent draws for the next offer: the lowest has it.
    func drawOf(_ agent: Int) -> Int64 { Self.draw(sequence, agent + 1) }

    private func last(_ topic: Int, _ line: Int) -> Int? {
        var last: Int?
        _ = topics[topic].idle.first { level, agent in
            if canServe(agent, line, level: level) { last = agent }
            return false
        }
        return last
    }

    /// A draw of 40 bits that is the same on every node (SplitMix64: Steele, Lea, Flood, *Fast Splittable Pseudorandom
    /// Number Generators*, OOPSLA 2014).
    private static func draw(_ seed: UInt64, _ index: Int) -> Int64 {
        var mixed = seed &* 0xD134_2543_DE82_EF95 &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int64((mixed ^ (mixed >> 31)) >> 24)
    }

    /// The level of agents of another topic that is asked too: what is said of levels is said of the topic's own.
    static let guestLevel: UInt8 = 1

    /// Whether an agent takes a line's channel, has room for a contact of it, and is as the line asks.
    ///
    /// - Parameters:
    ///   - agent: one who serves the line's topic, or one that is asked too; or the one whom the line is for.
    ///   - line: the line.
    ///   - level: the agent's level in its topic.
    func canServe(_ agent: Int, _ line: Int, level: UInt8) -> Bool {
        guard agents[agent].open.contains(lines[line].identity.channel) else { return false }
        guard let demand = lines[line].identity.demand else { return true }
        guard demand.agent == nil else {
            let serves = { self.agents.details[agent].profile.topics.contains { self.isTopic($0.topic, of: line) } }
            return !demand.mustServe || serves() && agents.details[agent].profile.has(demand.skills)
        }
        guard demand.except == nil || demand.except != agents.details[agent].agent else { return false }
        guard level <= demand.levelMax, demand.site == nil || demand.site == agents[agent].site else { return false }
        return demand.skills.isEmpty || agents.details[agent].profile.has(demand.skills)
    }

    private func isTopic(_ topic: TopicID, of line: Int) -> Bool { topics[lines[line].topic].topic == topic }
}
