// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// Who serves whom (protocol O1). Before each command no free agent stands beside a waiting contact they could serve;
// so only the contact or the agent the command touched needs a look.
extension Engine {
    /// Offers a waiting contact to the agent who has been idle longest among those who can serve it.
    /// Complexity: O(idle agents of the topic without its skills + topics of the agent).
    mutating func matchContact(_ number: ContactNumber, into events: inout [Event]) {
        guard let slot = contacts.slot(of: number), isInLine(slot) else { return }
        let line = lines[contacts[slot].line].identity
        var candidate = topics[line.topic].idle.first { agents[$0].canServe(line) }
        if isPlanted(.shortestIdle) {
            _ = topics[line.topic].idle.first { agent in
                if agents[agent].canServe(line) { candidate = agent }
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
        for topic in agentTopics[index] {
            for line in topics[topic].lines {
                guard let head = lines[line].first, agents[index].canServe(lines[line].identity) else {
                    continue
                }
                if best.map({ head.key < $0.key }) ?? true { best = head }
            }
        }
        guard let best else { return }
        offer(best.value, to: index, into: &events)
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
        let settings = topics[lines[contact.line].identity.topic].settings
        let timeoutMs = settings?.offerTimeoutMs ?? TopicSettings(topic: contact.record.topic).offerTimeoutMs
        let offer = Offer(
            id: OfferID(generation: generation, epoch: epoch, sequence: sequence + 1), contact: contact.record.number,
            contactSite: contact.record.site, contactTurn: contact.turn, agent: agents[agent].agent,
            agentSite: agents[agent].site, agentTurn: agents[agent].turn, timeoutMs: timeoutMs)
        emit(.offered(offer), into: &events)
    }
}
