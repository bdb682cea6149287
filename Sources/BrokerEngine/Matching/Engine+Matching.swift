// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// Who serves whom (protocol O1). Before each command no free agent stands beside a waiting contact they could serve;
// so only the contact or the agent the command touched needs a look.
extension Engine {
    /// Offers a waiting contact to the agent whom the topic's strategy puts first among those who can serve it.
    /// Complexity: O(idle agents of the topic who cannot serve it).
    mutating func matchContact(_ slot: UInt32, into events: inout [Event]) {
        guard isInLine(slot), let agent = choose(for: slot) else { return }
        offer(slot, to: agent, into: &events)
    }

    /// Offers a free agent the best contact over all topics they serve.
    /// Complexity: O(lines of the agent's topics).
    mutating func matchAgent(_ index: Int, into events: inout [Event]) {
        guard agents[index].isFree(in: sites) else { return }
        var best: (key: LineKey, value: UInt32)?
        let taken = agents[index].open
        for served in agents.details[index].topics {
            let topic = served.topic
            if !topics[topic].guestLines.isEmpty {
                for line in topics[topic].guestLines where canServe(index, line, level: Self.guestLevel) {
                    best = better(best, lines[line].first)
                }
            }
            guard topics[topic].waiting > 0 else { continue }
            var channels = topics[topic].plainChannels.intersection(taken)
            while let channel = channels.popFirst() {
                best = better(best, lines[plainLines[topic, channel]].first)
            }
            for line in topics[topic].askingLines where canServe(index, line, level: served.level) {
                best = better(best, lines[line].first)
            }
        }
        if !linesByAgent.isEmpty, !isPlanted(.namedAgentIgnored), let own = linesByAgent[agents.details[index].agent] {
            for line in own where canServe(index, line, level: 1) { best = better(best, lines[line].first) }
        }
        guard let best else { return joinRing(index, into: &events) }
        offer(best.value, to: index, into: &events)
    }

    private func better(
        _ left: (key: LineKey, value: UInt32)?, _ right: (key: LineKey, value: UInt32)?
    ) -> (key: LineKey, value: UInt32)? {
        guard let left, let right else { return left ?? right }
        return right.key < left.key ? right : left
    }

    /// Offers everybody who waits somebody who is free, in the lines' order: after an event that touched many. At most
    /// ``Limits/offersPerStep`` offers; whether there may be more is ``isMatchingDue``.
    /// Complexity: O(lines log lines + offers × lines), small steps.
    mutating func matchEverybody(into events: inout [Event]) {
        let limit = events.count + Limits.offersPerStep
        // The most urgent line last.
        var heads: [(key: LineKey, line: Int)] = lines.indices.compactMap { line in
            mayBeServed(line) ? lines[line].first.map { ($0.key, line) } : nil
        }
        heads.sort { $1.key < $0.key }
        isMatchingDue = false
        while let head = heads.popLast() {
            guard events.count < limit else {
                isMatchingDue = true
                return
            }
            // A line whose first nobody can serve serves nobody: they all require the same.
            guard let slot = lines[head.line].first?.value, let agent = choose(for: slot) else { continue }
            offer(slot, to: agent, into: &events)
            guard let next = lines[head.line].first?.key else { continue }
            let place = heads.firstIndex { $0.key < next } ?? heads.count
            heads.insert((next, head.line), at: place)
        }
    }

    /// Whether anybody is free who may look at a line.
    func mayBeServed(_ line: Int) -> Bool {
        let channel = lines[line].identity.channel
        if topics[lines[line].topic].idle.hasRoom(for: channel) { return true }
        guard let demand = lines[line].identity.demand else { return false }
        return demand.agent != nil || demand.guests.contains { topics[Int($0)].idle.hasRoom(for: channel) }
    }

    /// Goes on with the offers that an event has left to be made; before any other command is decided.
    public mutating func matchMore(at now: PoolInstant, into events: inout [Event]) {
        advance(to: now)
        listFreed(before: nil)
        matchEverybody(into: &events)
    }

    private mutating func offer(_ slot: UInt32, to agent: Int, into events: inout [Event]) {
        let terms = topics[topic(of: slot)].terms
        guard let terms, terms.strategy.ringsSeveral, lines[Int(contacts[slot].line)].identity.demand?.agent == nil
        else { return offer(slot, to: agent, ring: 0, into: &events) }
        let others = terms.strategy == .ringAll ? ringsToo(slot, beside: agent, most: terms.ringMost) : []
        let ring = sequence + 1
        for agent in [agent] + others { offer(slot, to: agent, ring: ring, into: &events) }
    }

    /// Offers a contact to an agent, as one of a ring or, where that is 0, to nobody else.
    mutating func offer(_ slot: UInt32, to agent: Int, ring: UInt64, into events: inout [Event]) {
        let contact = contacts[slot]
        let terms = topics[topic(of: slot)].terms
        let offer = Offer(
            id: OfferID(generation: generation, epoch: epoch, sequence: sequence + 1), contact: contact.number,
            contactSite: sites.name(contact.site), contactTurn: contact.turn, agent: agents.details[agent].agent,
            agentSite: sites.name(agents[agent].site), agentTurn: agents[agent].turn,
            timeoutMs: terms?.offerTimeoutMs ?? TopicSettings.offerTimeoutMs, ring: ring)
        note(.offered(offer), into: &events)
        apply(offer, of: slot, to: agent)
    }
}
