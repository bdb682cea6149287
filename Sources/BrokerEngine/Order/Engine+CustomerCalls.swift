// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// When a customer is called before any agent is asked: so early that an agent is about free when the customer answers,
// and never while somebody who comes before could take that agent.
extension Engine {
    /// Whether it is time to call a contact's customer. That is so while fewer come before it than agents are free who
    /// could take it, or will about be while the phone rings; and, where nobody would ever be seen free since others
    /// wait, when it is the next that one of those at work would take.
    ///
    /// - Parameters:
    ///   - number: a contact that is due, and whose customer is to be called.
    ///   - turn: its turn, as its home has it: as long as the log knows another, nothing is said.
    ///   - untold: calls of its topic that its home has begun and the log does not know.
    /// - Complexity: O(log line) for who has many before, else O(agents looked at × lines of their topics).
    public func isCallNear(_ number: ContactNumber, at turn: Turn, besides untold: Int) -> Bool {
        guard let slot = contacts.slot(of: number), contacts[slot].turn == turn, contacts[slot].stage == .scheduled,
            contacts.routing(slot).call == .due, !sites.isDetached(contacts[slot].site)
        else { return false }
        let key = contacts[slot].key
        let line = Int(contacts[slot].line)
        let own = ahead(of: key, line) + untold
        guard own < Self.freeLooked else { return false }
        let free = freeAgents(line)
        let hands = free.count + freeSoon(line, besides: free.count)
        if own < hands, own + rivals(of: key, line, among: free) < hands { return true }
        return own == 0 && mayBePassed(key, line)
    }

    /// So many agents who are free are looked at.
    private static let freeLooked = 64
    /// Who answers the phone does so in about this part of the time that it may ring.
    private static let answerPart: Int64 = 3

    /// A contact whose customer is to be called is counted in its line, or no more.
    mutating func countCall(_ slot: UInt32, _ one: Int) {
        let line = Int(contacts[slot].line)
        let wasEmpty = lines[line].calls.isEmpty
        if one > 0 {
            lines[line].calls.insert(contacts[slot].key)
        } else {
            lines[line].calls.remove(contacts[slot].key)
        }
        guard wasEmpty != lines[line].calls.isEmpty else { return }
        if wasEmpty { linesWithCalls.append(line) } else { linesWithCalls.removeAll { $0 == line } }
    }

    /// Who comes before a place in a line: waiting, called, or to be called.
    private func ahead(of key: LineKey, _ line: Int) -> Int {
        lines[line].waiting.countAhead(of: key) + lines[line].calls.countAhead(of: key)
    }

    private func freeAgents(_ line: Int) -> [Int] {
        if let name = lines[line].identity.demand?.agent { return chooseNamed(name, line).map { [$0] } ?? [] }
        // Whom the last event has freed stands in no index yet.
        var free = freed.map { serves($0, line) ? [$0] : [] } ?? []
        _ = topics[lines[line].topic].idle.first { level, agent in
            if canServe(agent, line, level: level) { free.append(agent) }
            return free.count >= Self.freeLooked
        }
        for guest in lines[line].identity.demand?.guests ?? [] {
            _ = topics[Int(guest)].idle.first { _, agent in
                if canServe(agent, line, level: Self.guestLevel), !free.contains(agent) { free.append(agent) }
                return free.count >= Self.freeLooked
            }
        }
        return free
    }

    /// Those in other lines who come before, as far as one of these agents could take them; of the topic all where
    /// nobody is free.
    private func rivals(of key: LineKey, _ line: Int, among free: [Int]) -> Int {
        let topic = lines[line].topic
        var count = 0
        for other in lines(of: topic) where other != line && lines[other].identity.demand?.agent == nil {
            let ahead = ahead(of: key, other)
            if ahead > 0, free.isEmpty || free.contains(where: { serves($0, other) }) { count += ahead }
        }
        // Who waits in other topics' lines cannot be served by whoever is free; who is called may be.
        for other in linesWithCalls where lines[other].topic != topic {
            let ahead = lines[other].calls.countAhead(of: key)
            if ahead > 0, free.contains(where: { serves($0, other) }) { count += ahead }
        }
        return count
    }

    private func serves(_ agent: Int, _ line: Int) -> Bool {
        if let name = lines[line].identity.demand?.agent, name != agents.details[agent].agent { return false }
        let served = agents.details[agent].topics
        if let own = served.first(where: { $0.topic == lines[line].topic }) {
            return canServe(agent, line, level: own.level)
        }
        guard let guests = lines[line].identity.demand?.guests, !guests.isEmpty else { return false }
        let isGuest = served.contains { guests.contains(UInt32($0.topic)) }
        return isGuest && canServe(agent, line, level: Self.guestLevel)
    }

    /// How many agents will about be free for a line when its next customer answers.
    private func freeSoon(_ line: Int, besides free: Int) -> Int {
        let identity = lines[line].identity
        let topic = lines[line].topic
        guard identity.demand?.agent == nil, let ringMs = configuration.topic(topics[topic].topic)?.rules.customerRingMs
        else { return 0 }
        let all = identity.demand.map { able(line, $0) } ?? topics[topic].crew.takers(of: identity.channel)
        guard all > free else { return 0 }
        return Int(min(Int64(all), ringMs * 1_000 / Self.answerPart / stepUs(topic, agents: all - free)))
    }

    /// Whether an agent at work will take somebody who comes later, if the customer is not on the phone then: others
    /// wait for that agent, and nobody who comes before.
    private func mayBePassed(_ key: LineKey, _ line: Int) -> Bool {
        if let name = lines[line].identity.demand?.agent {
            guard let agent = agents.index(of: name), agents[agent].attendance == .present else { return false }
            return canServe(agent, line, level: 1) && isNext(key, of: agent)
        }
        let guests = lines[line].identity.demand?.guests.map(Int.init) ?? []
        return ([lines[line].topic] + guests).contains { topic in
            topics[topic].crew.agents.prefix(Self.agentsLooked).contains { entry in
                serves(Int(entry.agent), line) && isNext(key, of: Int(entry.agent))
            }
        }
    }

    private func isNext(_ key: LineKey, of agent: Int) -> Bool {
        let served = agents.details[agent].topics
        guard served.contains(where: { topics[$0.topic].waiting > 0 }) else { return false }
        return served.allSatisfy { served in
            lines(of: served.topic).allSatisfy { ahead(of: key, $0) == 0 || !serves(agent, $0) }
        }
    }
}
