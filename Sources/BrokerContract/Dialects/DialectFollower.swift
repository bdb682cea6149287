// SPDX-License-Identifier: Apache-2.0

/// Follows the events of contacts and agents, and says what other queue systems would have logged.
///
/// Events come at least once: what is heard again says nothing. What began before it was followed is told from where it
/// is heard of first.
public struct DialectFollower: Sendable {
    /// The most contacts that are followed at once; those beyond are told as if first heard of.
    public static let contactsMax = 200_000

    private var contacts: [String: DialectContact] = [:]
    private var agents: [String: (intent: IntentWord, version: Int, since: Int)] = [:]

    /// A follower that has heard nothing.
    public init() {}

    /// Takes an event of a contact. Complexity: O(1).
    public mutating func take(_ event: ContactEvent) -> [DialectFact] {
        // Agents who speak with each other are no caller of a queue.
        guard event.consultOf == nil else { return [] }
        let known = contacts[event.id]
        var contact =
            known
            ?? DialectContact(
                id: event.id, topic: event.topic ?? "NONE", enteredAt: event.at, firstPosition: event.position ?? 0,
                position: event.position ?? 0, version: 0)
        if event.event == .position {
            contact.position = event.position ?? contact.position
            if known != nil { contacts[event.id] = contact }
            return []
        }
        guard event.version > contact.version else { return [] }
        contact.version = event.version
        let facts = facts(event, &contact)
        let isOver = event.event == .ended
        if isOver || known == nil && contacts.count >= Self.contactsMax {
            contacts[event.id] = nil
        } else {
            contacts[event.id] = contact
        }
        return facts
    }

    private func facts(_ event: ContactEvent, _ contact: inout DialectContact) -> [DialectFact] {
        contact.position = event.position ?? contact.position
        switch event.event {
        case .position, .calling, .relaxed, .noted, .consulting, .consulted, .conference, .consultEnded: return []
        case .queued:
            contact.enteredAt = event.at
            return [.entered(contact)]
        case .scheduled:
            // It leaves the line until it is due; who comes as scheduled has not been in it.
            let before = contact
            contact.endOffer()
            guard event.version > 1 else { return [] }
            return [before.connectedAt == nil ? .left(before, .overflowed) : .completed(before)]
        case .offered:
            contact.open.append(DialectOffer(offer: event.offer, agent: event.agent, at: event.at))
            contact = contact.with(contact.open.last)
            return [.offered(contact)]
        case .revoked:
            let over = contact.open.first { $0.offer == event.offer }
            contact.open.removeAll { event.offer == nil || $0.offer == event.offer }
            let before = over == nil ? contact : contact.with(over)
            if contact.open.isEmpty { contact.endOffer() } else { contact = contact.with(contact.open.last) }
            return [.notTaken(before)]
        case .connected:
            // Of whom else it rang nothing is said: somebody has answered.
            if let taken = contact.open.first(where: { $0.offer == event.offer }) { contact = contact.with(taken) }
            contact.open = []
            contact.agent = event.agent ?? contact.agent
            contact.offer = event.offer ?? contact.offer
            contact.connectedAt = event.at
            return [.connected(contact)]
        case .requeued:
            let topic = event.topic ?? contact.topic
            let before = contact
            let wasConnected = contact.connectedAt != nil
            guard wasConnected || topic != contact.topic else { return [] }
            contact.endOffer()
            contact.topic = topic
            contact.enteredAt = event.at
            contact.firstPosition = event.position ?? 0
            contact.position = contact.firstPosition
            return [wasConnected ? .transferred(before, to: topic) : .left(before, .overflowed), .entered(contact)]
        case .ended:
            let outcome = event.outcome ?? .failed
            guard contact.connectedAt == nil else { return [.completed(contact)] }
            return contact.open.map { .notTaken(contact.with($0)) } + [.left(contact, outcome)]
        }
    }

    /// Takes an event of an agent. Complexity: O(1).
    public mutating func take(_ event: AgentEvent) -> [DialectFact] {
        guard event.event == .state, let intent = event.intent else { return [] }
        let before = agents[event.id]
        guard event.version > before?.version ?? 0 else { return [] }
        let was = before?.intent ?? .offline
        let since = was == .offline ? event.at : before?.since ?? event.at
        agents[event.id] = (intent, event.version, since)
        guard was != intent else { return [] }
        var facts: [DialectFact] = []
        if was == .offline { facts.append(.agentCame(event.id)) }
        if was == .onBreak { facts.append(.resumed(event.id)) }
        switch intent {
        case .onBreak: facts.append(.paused(event.id, reason: event.reason))
        case .offline: facts.append(.agentWent(event.id, afterMs: max(0, event.at - since)))
        case .available: break
        }
        return facts
    }
}

extension DialectContact {
    fileprivate mutating func endOffer() {
        open = []
        agent = nil
        offer = nil
        offeredAt = nil
        connectedAt = nil
    }
}
