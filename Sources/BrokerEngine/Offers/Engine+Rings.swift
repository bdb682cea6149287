// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// Several agents who ring for one contact (protocol §10): each has an offer of their own, under the contact's turn.
extension Engine {
    /// Who rings beside the first: whoever is free at the same level and could serve the contact as the first can.
    /// Complexity: O(free agents of the topic who cannot serve it + those found).
    func ringsToo(_ slot: UInt32, beside first: Int, most: Int) -> [Int] {
        let line = Int(contacts[slot].line)
        let own = lines[line].topic
        let isGuest = !serves(first, own)
        let guests = lines[line].identity.demand?.guests ?? []
        guard let topic = isGuest ? guests.lazy.map(Int.init).first(where: { serves(first, $0) }) : own else {
            return []
        }
        let levelMax = isPlanted(.ringIgnoresLevel) ? 9 : level(of: first, in: topic)
        let tried = contacts.tried(slot)
        let isAgain = tried.contains(UInt32(first))
        var found: [Int] = []
        _ = topics[topic].idle.first { level, agent in
            guard found.count < most - 1, level <= levelMax else { return true }
            let isOpen = canServe(agent, line, level: isGuest ? Self.guestLevel : level)
            if agent != first, isOpen, tried.contains(UInt32(agent)) == isAgain { found.append(agent) }
            return false
        }
        return found
    }

    /// An agent is free, and nobody waits whom they could serve: they ring for the first contact that all of the topic
    /// ring for. Complexity: O(open rings of the agent's topics).
    mutating func joinRing(_ agent: Int, into events: inout [Event]) {
        guard ringsOpen > 0 else { return }
        var best: (key: LineKey, slot: UInt32)?
        for served in agents.details[agent].topics where !topics[served.topic].rings.isEmpty {
            guard let terms = topics[served.topic].terms, terms.strategy == .ringAll else { continue }
            for slot in topics[served.topic].rings where mayJoin(agent, served.level, slot, most: terms.ringMost) {
                let key = contacts[slot].key
                if best.map({ key < $0.key }) ?? true { best = (key, slot) }
            }
        }
        guard let best, case .offered(let first) = contacts.phase(best.slot) else { return }
        offer(best.slot, to: agent, ring: first.ring, into: &events)
    }

    private func mayJoin(_ agent: Int, _ level: UInt8, _ slot: UInt32, most: Int) -> Bool {
        // A ring of a log that has lost its end goes on as it is.
        guard let ring = contacts.ring(slot), !sites.isDetached(contacts[slot].site),
            case .offered(let first) = contacts.phase(slot), first.id.generation == generation,
            ring.agents.count < most || isPlanted(.ringBeyondMost),
            level <= ring.level || isPlanted(.ringIgnoresLevel)
        else { return false }
        let hasRung = ring.agents.contains(UInt32(agent)) && !isPlanted(.ringTwice)
        return !hasRung && !contacts.tried(slot).contains(UInt32(agent))
            && canServe(agent, Int(contacts[slot].line), level: level)
    }

    /// A contact that rings agents one by one rings one more, if its home has heard of all who ring: a home that asks
    /// again while the answer is under way gets no second one.
    mutating func ringMore(_ number: ContactNumber, _ turn: Turn, newest: UInt64, into events: inout [Event]) {
        listFreed(before: nil)
        guard let slot = contacts.slot(of: number), contacts[slot].turn == turn, contacts[slot].stage == .offered,
            let ring = contacts.ring(slot), ring.newest == newest, !sites.isDetached(contacts[slot].site),
            let terms = topics[topic(of: slot)].terms, terms.strategy == .ringProgressively,
            ring.agents.count < terms.ringMost || isPlanted(.ringBeyondMost),
            case .offered(let first) = contacts.phase(slot), first.id.generation == generation,
            let agent = chooseMore(slot, ring)
        else { return }
        offer(slot, to: agent, ring: first.ring, into: &events)
    }

    private func chooseMore(_ slot: UInt32, _ ring: OpenRing) -> Int? {
        let line = Int(contacts[slot].line)
        guard mayBeServed(line) else { return nil }
        let demand = lines[line].identity.demand
        let tried = contacts.tried(slot)
        let hasRung: (Int) -> Bool = { ring.agents.contains(UInt32($0)) && !isPlanted(.ringTwice) }
        return choose(line, demand) { !hasRung($0) && !tried.contains(UInt32($0)) }
            ?? choose(line, demand) { !hasRung($0) }
    }

    private func serves(_ agent: Int, _ topic: Int) -> Bool {
        agents.details[agent].topics.contains { $0.topic == topic }
    }

    private func level(of agent: Int, in topic: Int) -> UInt8 {
        agents.details[agent].topics.first { $0.topic == topic }?.level ?? 9
    }

    // MARK: - The log's word

    /// Whether an offer is one more of the ring that a contact is offered by.
    func continuesRing(_ offer: Offer, of slot: UInt32) -> Bool {
        guard case .offered(let first) = contacts.phase(slot), let ring = contacts.ring(slot) else { return false }
        return first.sharesRing(with: offer) && ring.newest < offer.id.sequence
    }

    /// A contact begins to ring.
    mutating func openRing(_ slot: UInt32, _ first: Offer, _ agent: Int) {
        lookUpTopics(agent)
        let topic = topic(of: slot)
        let ring = OpenRing(
            level: level(of: agent, in: topic), newest: first.id.sequence, agents: [UInt32(agent)])
        restore(ring, of: slot)
    }

    /// Knows a ring again, from a snapshot.
    mutating func restore(_ ring: OpenRing, of slot: UInt32) {
        contacts.setRing(slot, ring)
        topics[topic(of: slot)].rings.append(slot)
        ringsOpen += 1
    }

    /// A contact is offered no more: to be called before its phase changes.
    mutating func closeRing(_ slot: UInt32) {
        guard ringsOpen > 0, contacts.ring(slot) != nil else { return }
        topics[topic(of: slot)].rings.removeAll { $0 == slot }
        contacts.setRing(slot, nil)
        ringsOpen -= 1
    }

    /// The offers by which a contact may be held now, oldest first. Complexity: O(agents rung).
    public func openOffers(of number: ContactNumber) -> [Offer] {
        guard let slot = contacts.slot(of: number), case .offered(let first) = contacts.phase(slot) else { return [] }
        let open = (contacts.ring(slot)?.agents ?? []).compactMap { agent -> Offer? in
            guard case .offered(let offer) = agents.details[Int(agent)].phase, offer.contact == number,
                offer.sharesRing(with: first)
            else { return nil }
            return offer
        }
        return open.isEmpty ? [first] : open
    }
}
