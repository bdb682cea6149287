// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// Who serves whom (protocol O1). Before each command no free agent stands beside a waiting contact they could serve;
// so only the contact or the agent the command touched needs a look.
extension Engine {
    /// Offers a waiting contact to the agent who has been idle longest among those who can serve it.
    /// Complexity: O(idle agents of the topic without its skills).
    mutating func matchContact(_ slot: UInt32, into events: inout [Event]) {
        guard isInLine(slot) else { return }
        let line = Int(contacts[slot].line)
        let topic = lines[line].topic
        guard topics[topic].idle.count > 0 else { return }
        var candidate = topics[topic].idle.first { canServe($0, line) }
        if isPlanted(.shortestIdle) {
            _ = topics[topic].idle.first { agent in
                if canServe(agent, line) { candidate = agent }
                return false
            }
        }
        guard let candidate else { return }
        offer(slot, to: candidate, into: &events)
    }

    /// Offers a free agent the best contact over all topics they serve.
    /// Complexity: O(lines of the agent's topics).
    mutating func matchAgent(_ index: Int, into events: inout [Event]) {
        guard agents[index].isFree(in: sites) else { return }
        var best: (key: LineKey, value: UInt32)?
        let taken = agents[index].channels
        for topic in agents.details[index].topics where topics[topic].waiting > 0 {
            var channels = topics[topic].plainChannels.intersection(taken)
            while let channel = channels.popFirst() {
                best = better(best, lines[plainLines[topic, channel]].first)
            }
            for line in topics[topic].requiringLines where canServe(index, line) {
                best = better(best, lines[line].first)
            }
        }
        guard let best else { return }
        offer(best.value, to: index, into: &events)
    }

    private func better(
        _ left: (key: LineKey, value: UInt32)?, _ right: (key: LineKey, value: UInt32)?
    ) -> (key: LineKey, value: UInt32)? {
        guard let left, let right else { return left ?? right }
        return right.key < left.key ? right : left
    }

    /// Whether an agent takes a line's channel and has what it requires.
    private func canServe(_ agent: Int, _ line: Int) -> Bool {
        let identity = lines[line].identity
        guard agents[agent].channels.contains(identity.channel) else { return false }
        return identity.requirements.isEmpty || agents.details[agent].has(identity.requirements)
    }

    /// Looks at every free agent, longest idle first: after an event that touched many. At most
    /// ``Limits/offersPerStep`` offers; whether there may be more is ``isMatchingDue``. Complexity: O(agents × lines).
    mutating func matchEverybody(into events: inout [Event]) {
        let first = events.count
        let free = agents.indices.filter { agents[$0].isFree(in: sites) }
            .map { IdleIndex.Entry(since: agents[$0].idleSince.milliseconds, agent: $0) }
            .sorted()
        isMatchingDue = false
        for entry in free {
            guard events.count - first < Limits.offersPerStep else {
                isMatchingDue = true
                return
            }
            matchAgent(entry.agent, into: &events)
        }
    }

    /// Goes on with the offers that an event has left to be made; before any other command is decided.
    public mutating func matchMore(at now: PoolInstant, into events: inout [Event]) {
        advance(to: now)
        matchEverybody(into: &events)
    }

    private mutating func offer(_ slot: UInt32, to agent: Int, into events: inout [Event]) {
        let contact = contacts[slot]
        let topic = topic(of: slot)
        let offer = Offer(
            id: OfferID(generation: generation, epoch: epoch, sequence: sequence + 1), contact: contact.number,
            contactSite: sites.name(contact.site), contactTurn: contact.turn, agent: agents.details[agent].agent,
            agentSite: sites.name(agents[agent].site), agentTurn: agents[agent].turn,
            timeoutMs: topics[topic].settings?.offerTimeoutMs ?? TopicSettings.offerTimeoutMs)
        note(.offered(offer), into: &events)
        apply(offer, of: slot, to: agent)
    }
}
