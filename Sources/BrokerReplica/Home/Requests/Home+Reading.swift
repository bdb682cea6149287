// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// get, list, waiting: what is, from the cells for this site and from the log for the others.
extension Home {
    mutating func replyContact(_ token: UInt64, _ number: ContactNumber, _ context: HomeContext) {
        guard let cell = contacts[number] else { return }
        reply(token, .contact(view(cell, context), timeline: false))
    }

    /// The answer to an accept: the contact, which may be of another site.
    mutating func replyConnected(_ token: UInt64, _ offer: Offer, _ context: HomeContext) {
        if let cell = contacts[offer.contact] { return reply(token, .contact(view(cell, context), timeline: false)) }
        guard let known = context.engine.contact(offer.contact), let cell = agents[offer.agent] else {
            return reply(token, .refused(Refusal(.gone, "the contact has ended")))
        }
        reply(token, .connectedRemotely(known, view(cell, context)))
    }

    mutating func replyAgent(_ token: UInt64, _ agent: AgentID, _ context: HomeContext) {
        guard let cell = agents[agent] else { return reply(token, .refused(unknown(agent))) }
        reply(token, .agent(view(cell, context)))
    }

    func view(_ cell: ContactCell, _ context: HomeContext) -> ContactView {
        let position = cell.phase == .waiting ? context.engine.position(of: cell.record.number) : nil
        return ContactView(
            cell: cell, position: position, estimatedWaitMs: position == nil ? nil : cell.told.leastMs,
            consult: consultView(of: cell), isAlone: island != nil)
    }

    mutating func contactGet(_ id: ContactID, _ token: UInt64, _ context: HomeContext) {
        guard let number = numberByID[id], let cell = contacts[number] else {
            return reply(token, .refused(Refusal(.notFound, "no contact \(id) at \(site)", field: "id")))
        }
        reply(token, .contact(view(cell, context), timeline: true))
    }

    mutating func claimGet(_ claim: ClaimNumber, _ token: UInt64, _ context: HomeContext) {
        // The newest contact of the claim: a claim may be continued.
        // A question about a contact has its claim, and is not it.
        let own = contacts.numbers(of: claim).last { contacts[$0]?.record.routing.consult == nil }
        if let own, let cell = contacts[own] { return reply(token, .contact(view(cell, context), timeline: true)) }
        guard let known = context.engine.contact(claim.contact) else {
            return reply(token, .refused(Refusal(.notFound, "no contact with claim \(claim)", field: "claim")))
        }
        let position = context.engine.position(of: claim.contact)
        reply(token, .remoteContact(known, position: position, isAlone: island != nil))
    }

    mutating func contactList(
        _ states: [String], _ after: ContactID?, _ limit: Int, _ token: UInt64, _ context: HomeContext
    ) {
        let last = after.flatMap { numberByID[$0] }
        var found: [ContactView] = []
        var next: ContactID?
        for number in last.map({ contacts.numbers.above($0) }) ?? contacts.numbers {
            // Most have ended, and are not unpacked for who asks for others.
            guard states.isEmpty || contacts.endedAt(number) == nil || states.contains("ended"),
                let cell = contacts[number], states.isEmpty || states.contains(cell.state)
            else { continue }
            if found.count == limit {
                next = found.last?.cell.record.id
                break
            }
            found.append(view(cell, context))
        }
        reply(token, .contacts(found, next: next))
    }

    mutating func agentGet(_ agent: AgentID, _ token: UInt64, _ context: HomeContext) {
        guard let cell = agents[agent], !cell.hasMoved else { return reply(token, .refused(unknown(agent))) }
        reply(token, .agent(view(cell, context)))
    }

    mutating func agentList(_ after: AgentID?, _ limit: Int, _ token: UInt64, _ context: HomeContext) {
        let behind = context.engine.allAgents.filter { known in after.map { known.agent > $0 } ?? true }
            .sorted { $0.agent < $1.agent }
        let page = Array(behind.prefix(limit))
        let next = behind.count > limit ? page.last?.agent : nil
        let rows = page.map { known in
            (known, contacts: known.talks.compactMap { context.engine.contact($0)?.record.id })
        }
        reply(token, .agents(rows, sequence: context.engine.sequence, next: next))
    }

    mutating func waiting(
        _ topic: TopicID, _ after: ContactID?, _ limit: Int, _ token: UInt64, _ context: HomeContext
    ) {
        guard context.engine.configuration.topic(topic) != nil else {
            return reply(token, .refused(Refusal(.notFound, "no topic \(topic)", field: "topic")))
        }
        let total = context.engine.waitingCount(topic)
        let all = context.engine.waiting(topic, after: nil, limit: total)
        let start = after.flatMap { last in all.firstIndex { $0.record.id == last } }.map { $0 + 1 } ?? 0
        let page = Array(all[start...].prefix(limit))
        let next = start + page.count < all.count ? page.last?.record.id : nil
        reply(
            token,
            .waiting(
                topic, sequence: context.engine.sequence, total: total, page, firstPosition: start + 1, next: next))
    }
}

extension ContactCell {
    /// The contract's word for where the contact is.
    public var state: String {
        switch phase {
        case .waiting: dueAt == nil ? "waiting" : "scheduled"
        case .held: "offered"
        case .connected: "connected"
        case .ended: "ended"
        }
    }
}
