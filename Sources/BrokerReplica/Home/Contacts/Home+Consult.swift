// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// An agent in conversation asks a colleague. The question is a contact like any other, of the same home: it stands in
// its topic's line, is offered and accepted, and makes its agent busy by the same rules. It is over with the
// conversation that it is about, in the same transaction.
extension Home {
    mutating func consult(
        _ order: ConsultOrder, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        if let refusal = cannotRemember(guarded, "consult", order.id.text) { return reply(token, .refused(refusal)) }
        guard let number = numberByID[order.id], let cell = contacts[number] else {
            return reply(token, .refused(Refusal(.notFound, "no contact \(order.id) at \(site)", field: "id")))
        }
        if let known = numberByID[order.consult], let earlier = contacts[known] {
            let refusal = Refusal(
                .conflict, "contact \(order.consult) exists with other content; use another id", field: "consult",
                state: earlier.state)
            // What was asked is lost with a store.
            let isSame = earlier.fingerprint.isEmpty || earlier.fingerprint == order.fingerprint
            guard isSame, earlier.record.routing.consult?.contact == number else {
                return reply(token, .refused(refusal))
            }
            return replyContact(token, known, context)
        }
        guard !isRepeated(guarded, "consult", order.id.text) else { return replyContact(token, number, context) }
        if let refusal = conflict(guarded, version: cell.version, state: cell.state) {
            return reply(token, .refused(refusal))
        }
        let topic = order.topic ?? cell.record.topic
        if let refusal = refuse(order, topic, cell, context) { return reply(token, .refused(refusal)) }
        guard let talk = cell.talk, let question = takeNumber(for: token, context) else { return }
        remember(guarded, "consult", order.id.text, context)
        // Who takes calls answers the question of an agent who makes one.
        let channel = cell.record.channel == .callback ? .voice : cell.record.channel
        var entry = EnqueueOrder(
            id: order.consult, topic: topic, priority: order.priority ?? cell.record.priority, channel: channel,
            caller: order.caller, requirements: [], claim: cell.record.claim, waitedMs: 0,
            fingerprint: order.fingerprint)
        entry.agent = order.agent
        entry.consult = Consult(contact: number, id: order.id, agent: talk.agent)
        insert(entry, question, topic, nil, end: nil, context)
        guard let record = contacts[question]?.record else { return }
        revise(number, context, .consulting(record), by: guarded.by) {
            $0.consult = OpenConsult(contact: question)
        }
        replyContact(token, question, context)
    }

    private func refuse(
        _ order: ConsultOrder, _ topic: TopicID, _ cell: ContactCell, _ context: HomeContext
    ) -> Refusal? {
        guard let talk = cell.talk else {
            return Refusal(.conflict, "contact \(order.id) is with no agent", field: "id", state: cell.state)
        }
        guard cell.consult == nil, cell.record.routing.consult == nil else {
            return Refusal(.conflict, "one question at a time: end the other first", field: "id", state: cell.state)
        }
        guard earlyCancels[order.consult] == nil else {
            return Refusal(.conflict, "contact \(order.consult) was cancelled before it came", field: "consult")
        }
        guard order.agent != talk.agent else {
            return Refusal(.badRequest, "\(talk.agent) is who asks", field: "agent")
        }
        guard let settings = context.engine.configuration.topic(topic) else {
            return Refusal(.notFound, "no topic \(topic)", field: "topic")
        }
        if let refusal = refuse(agent: order.agent, context) ?? refuseForRoom() { return refusal }
        if order.agent == nil, let refusal = refuseVacant(topic, settings, context.engine) { return refusal }
        guard hasRoom(topic, context.engine) else {
            return Refusal(
                .full, "\(settings.waitingMax) contacts wait for \(topic), which is its limit", retryAfterMs: 10_000)
        }
        return nil
    }

    mutating func conference(
        _ id: ContactID, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        guard let (number, question, offer) = answered(id, "conference", guarded, token, context) else { return }
        guard contacts[number]?.consult?.isConference == false else { return replyContact(token, number, context) }
        remember(guarded, "conference", id.text, context)
        revise(number, context, .conference(question, offer), by: guarded.by) { $0.consult?.isConference = true }
        replyContact(token, number, context)
    }

    /// The colleague has the contact from now on: it is theirs alone, before everybody, and taken by them as soon as
    /// their question has ended, which it does in the same transaction. Of the protocol this is C10 and nothing else.
    mutating func handOver(
        _ id: ContactID, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        guard let (number, _, offer) = answered(id, "handover", guarded, token, context), let cell = contacts[number]
        else { return }
        remember(guarded, "handover", id.text, context)
        var routing = routing(of: cell, requeuedTo: RequeueOrder(agent: offer.agent), context)
        routing.handover = Handover(priority: cell.record.priority)
        let last = release(
            number, why: TimelineEntry.handover, by: guarded.by, priority: .max, routing: routing, context)
        if let last { say(.gone(.transferred), last, toContact: false) }  // C10
        watchHandover(number, context)
        replyContact(token, number, context)
    }

    /// The question of a contact's agent, and the offer by which a colleague has answered it; who asks is told why
    /// there is none.
    private mutating func answered(
        _ id: ContactID, _ verb: String, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) -> (number: ContactNumber, question: ContactID, offer: Offer)? {
        if let refusal = cannotRemember(guarded, verb, id.text) {
            reply(token, .refused(refusal))
            return nil
        }
        guard let number = numberByID[id], let cell = contacts[number] else {
            reply(token, .refused(Refusal(.notFound, "no contact \(id) at \(site)", field: "id")))
            return nil
        }
        guard !isRepeated(guarded, verb, id.text) else {
            replyContact(token, number, context)
            return nil
        }
        if let refusal = conflict(guarded, version: cell.version, state: cell.state) {
            reply(token, .refused(refusal))
            return nil
        }
        guard let open = cell.consult, let question = contacts[open.contact], let offer = question.talk else {
            reply(
                token, .refused(Refusal(.conflict, "nobody is consulted about \(id)", field: "id", state: cell.state)))
            return nil
        }
        return (number, question.record.id, offer)
    }

    // MARK: - What ends together

    /// The conversation is over that a question was about; so is the question.
    mutating func end(_ open: OpenConsult, of cell: ContactCell, _ context: HomeContext) {
        guard let question = contacts[open.contact], !isPlanted(.consultOutlives) else { return }
        let isHandedOver = cell.record.asksMore && cell.record.routing.handover != nil
        let outcome: Outcome = isHandedOver ? .transferred : question.wasConnected ? .handled : .abandoned
        end(open.contact, outcome, Said(reason: "the conversation is over"), context)
        answerEnqueues(open.contact, context)
    }

    /// A question has changed: the contact it is about says so.
    mutating func tellAsker(_ question: ContactCell, hadTalk: Bool, _ context: HomeContext) {
        let record = question.record
        guard let asker = record.routing.consult?.contact, contacts[asker]?.consult?.contact == record.number else {
            return
        }
        switch question.phase {
        case .ended(let outcome):
            revise(asker, context, .consultEnded(record.id, outcome)) { $0.consult = nil }
        case .connected(let offer) where !hadTalk: revise(asker, context, .consulted(record.id, offer)) { _ in }
        case .waiting where hadTalk:
            revise(asker, context, .consulting(record)) { $0.consult?.isConference = false }
        case .waiting, .held, .connected: break
        }
    }

    /// B2: what was lost with a store may have been a conversation that a question was about, or the other way round.
    mutating func restartConsults(_ context: HomeContext) {
        for number in contacts.numbers {
            guard contacts.endedAt(number) == nil, let cell = contacts[number] else { continue }
            if let open = cell.consult, contacts[open.contact]?.endedAt != nil || contacts[open.contact] == nil {
                let id = contacts[open.contact]?.record.id ?? cell.record.id
                revise(number, context, .consultEnded(id, .failed)) { $0.consult = nil }
            }
            guard cell.record.asksMore, let consult = cell.record.routing.consult,
                contacts[consult.contact]?.consult?.contact != number, !isPlanted(.consultOutlives)
            else { continue }
            end(number, cell.wasConnected ? .handled : .abandoned, Said(reason: "the conversation is over"), context)
        }
    }

    /// What a contact shows of its agent's question.
    func consultView(of cell: ContactCell) -> ContactView.Consult? {
        guard let open = cell.consult, let question = contacts[open.contact] else { return nil }
        return ContactView.Consult(
            id: question.record.id, agent: question.talk?.agent, isConference: open.isConference)
    }

    // MARK: - Handover

    /// Looks in a while whether a contact that is handed over has been taken.
    mutating func watchHandover(_ number: ContactNumber, _ context: HomeContext) {
        guard let cell = contacts[number], cell.record.asksMore, cell.record.routing.handover != nil else { return }
        timers.set(.handover(number, cell.turn), at: context.now.monotonic + Timing.handover)
    }

    /// The agent has not come free, or cannot be reached: the contact is everybody's, where and as it was.
    mutating func handoverOver(_ number: ContactNumber, _ turn: Turn, _ context: HomeContext) {
        guard let cell = contacts[number], cell.phase == .waiting, cell.turn == turn, cell.record.asksMore,
            cell.record.routing.handover != nil
        else { return }
        // Its handover ends with the turn.
        revise(number, context, .relaxed(why: TimelineEntry.handover)) { $0.turn = $0.turn.next }
        watchPosition(number, context)
    }
}

extension ContactCell {
    /// Something has happened to a contact that was handed over: it is everybody's from now on, and as urgent as
    /// before, unless whoever did it said otherwise.
    mutating func end(_ handover: Handover) {
        if record.priority == .max { record.priority = handover.priority }
        guard record.routing.handover == handover else { return }
        record.routing.handover = nil
        record.routing.onlyAgent = nil
    }

    /// A question goes on only as long as the conversation in which it was asked.
    ///
    /// - Returns: what is over.
    mutating func leaveConsult(after talk: Offer?) -> OpenConsult? {
        guard let open = consult, self.talk != talk else { return nil }
        consult = nil
        return open
    }
}
