// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// enqueue, cancel, end, requeue.
extension Home {
    mutating func enqueue(_ order: EnqueueOrder, _ token: UInt64, _ context: HomeContext) {
        if let number = numberByID[order.id], let cell = contacts[number], !cell.isUnheard, !isPlanted(.enqueueTwice) {
            return repeatEnqueue(order, number, cell, token, context)
        }
        let destination: Destination
        switch order.destination(in: context.engine.configuration) {
        case .failure(let refusal): return reply(token, .refused(refusal))
        case .success(let found): destination = found
        }
        if let refusal = refuse(order, destination, context) { return reply(token, .refused(refusal)) }
        guard let number = takeNumber(for: token, context) else { return }
        let wasCancelled = earlyCancels[order.id] != nil
        switch destination {
        case .line(let topic, let priority):
            insert(order, number, topic, priority, end: wasCancelled ? .abandoned : nil, context)
            guard !wasCancelled else { return replyContact(token, number, context) }
        case .played(let play):
            insert(order, number, play, nil, end: wasCancelled ? .abandoned : .selfServed, context)
            return replyContact(token, number, context)
        }
        enqueueTokens[number, default: []].append(token)
        watchEntry(number, context)
    }

    /// The next contact number. Without one the client hears so.
    mutating func takeNumber(for token: UInt64, _ context: HomeContext) -> ContactNumber? {
        guard let taken = source.take() else {
            askForNumbers(context)
            let soon = Refusal(.unavailable, "no claim number is reserved yet; repeat", retryAfterMs: 200)
            reply(token, .refused(numbersRefusal ?? soon))
            return nil
        }
        if let mark = taken.mark {
            var writer = WireWriter(capacity: 10)
            writer.number(mark)
            writes.append(.put(.meta, key: StoreKey.numbers, value: writer.bytes))
            output.append(.numbersMarked(mark))
        }
        return taken.number
    }

    /// Answers in a while though the log is silent. Of an appointment the log alone knows.
    private mutating func watchEntry(_ number: ContactNumber, _ context: HomeContext) {
        let isUnbooked = contacts[number]?.isUnbooked == true
        let patience = isUnbooked ? Timing.booking : max(Timing.provisional, 3 * usualCommit)
        timers.set(.provisional(number), at: context.now.monotonic + patience)
    }

    /// A contact enters.
    mutating func insert(
        _ order: EnqueueOrder, _ number: ContactNumber, _ topic: TopicID, _ priority: UInt8?, end outcome: Outcome?,
        _ context: HomeContext
    ) {
        let settings = context.engine.configuration.topic(topic)
        let dialled = isPlanted(.numberIgnored) ? nil : priority
        let appointment = order.slotAt.flatMap { _ in settings?.rules.appointments?.priority }
        var record = ContactRecord(
            number: number, id: order.id, site: site, topic: topic,
            priority: order.priority ?? appointment ?? dialled ?? settings?.priority ?? 100, channel: order.channel,
            arrival: PoolInstant(context.time.milliseconds - order.waitedMs),
            claim: order.claim ?? ClaimNumber(number), requirements: order.requirements, caller: order.caller)
        record.routing.dueAt = outcome == nil ? future(order.slotAt ?? order.notBefore, context) : nil
        record.routing.slotAt = order.slotAt == nil ? nil : record.routing.dueAt
        record.routing.onlyAgent = order.agent
        record.routing.consult = order.consult
        if outcome == nil, record.routing.dueAt == nil, mustCall(record, context) {
            record.routing.dueAt = context.time
            record.routing.call = .due
        }
        record.routing = routing(lastAgent: order.lastAgent, record, context)
        var cell = ContactCell(
            record: record, turn: Turn(term: term), phase: .waiting, version: 1, fingerprint: order.fingerprint)
        // Who asks is told of it at once.
        cell.isAcknowledged = order.consult != nil
        cell.enteredAt = context.now.monotonic
        cell.waitedBeforeMs = order.waitedMs
        // An island's own time may be ahead of the pool's on return.
        let known = island?.logTime ?? context.engine.time
        cell.earliest = PoolInstant(max(0, known.milliseconds - order.waitedMs))
        // It has not been waiting: its place is that of the instant it is due.
        if cell.call == nil { cell.restartedAt = cell.dueAt.map { PoolInstant($0.milliseconds - order.waitedMs) } }
        let event = cell.dueAt == nil ? "queued" : TimelineEntry.scheduled
        cell.timeline = [TimelineEntry(at: context.time, event: event, agent: nil, why: nil)]
        if let outcome {
            cell.phase = .ended(outcome)
            cell.endedAt = context.time
        }
        if outcome == .selfServed {
            cell.timeline = [TimelineEntry(at: context.time, event: "ended", agent: nil, why: Outcome.selfServed.word)]
        }
        contacts[number] = cell
        numberByID[order.id] = number
        watchFirst(number)
        store(cell)
        guard outcome == nil else {
            guard let outcome, outcome == .selfServed else { return contacts.pack(number) }
            output.append(.contactNews(ContactNews(kind: .ended(outcome), cell: cell, at: context.time)))
            return report(number, context)
        }
        watchDue(number, context)
        contacts[number]?.isReporting = true
        contacts[number]?.reportedAt = context.now.monotonic
        unreportedContacts.append(number)
        guard let command = command(for: cell, context) else { return }
        // Forwarded while it is being stored; the client hears when both have happened. But no number may leave before
        // the mark above it is stored: after a crash it would be given out again.
        if source.isMarked(number) {
            tellOwnerNow(command, about: .contact(number))
        } else {
            tellOwner(command, about: .contact(number))
        }
    }

    private func refuse(_ order: EnqueueOrder, _ destination: Destination, _ context: HomeContext) -> Refusal? {
        guard earlyCancels[order.id] == nil else { return nil }
        guard case .line(let topic, _) = destination else { return refuse(destination, context.engine) }
        guard let settings = context.engine.configuration.topic(topic) else {
            return Refusal(.notFound, "no topic \(topic); add it to the configuration", field: "topic")
        }
        if let refusal = refuse(agent: order.agent, context) { return refusal }
        if let refusal = refuseForRoom() { return refusal }
        if let refusal = refuseInstant(order.notBefore, context) { return refusal }
        if let slotAt = order.slotAt {
            return refuseSlot(topic, order.channel, at: slotAt, context) ?? refuseCallback(order, topic, context)
                ?? refuseScheduled(topic, settings, context)
        }
        if let refusal = refuseClosed(topic, order.channel, at: order.notBefore, context) { return refusal }
        if let refusal = refuseCallback(order, topic, context) { return refusal }
        let isCalled = order.channel == .callback && settings.rules.customerRingMs != nil
        guard !isCalled, future(order.notBefore, context) == nil else {
            return refuseScheduled(topic, settings, context)
        }
        // Who comes later may find somebody then.
        if let refusal = refuseVacant(topic, settings, context.engine) { return refusal }
        guard context.engine.waitingCount(topic) < Int(settings.waitingMax) else {
            return Refusal(
                .full, "\(settings.waitingMax) contacts wait for \(topic), which is its limit",
                retryAfterMs: 10_000)
        }
        return nil
    }

    /// Who is served by what is played stands where a topic would, and the pool remembers so many.
    private func refuse(_ destination: Destination, _ engine: Engine) -> Refusal? {
        guard case .played(let play) = destination, !engine.hasRoom(for: [play]) else { return refuseForRoom() }
        return Refusal(.full, "the pool remembers as many topics as it can", field: "number")
    }

    func refuseForRoom() -> Refusal? {
        guard !isDiskShort else {
            return Refusal(
                .full, "the disk of the site's node is nearly full; it takes no new contacts", retryAfterMs: 10_000)
        }
        guard contacts.count < Limits.cellsPerHome, enqueueTokens.count < Limits.pendingRequests else {
            return Refusal(.full, "the site holds as many contacts as it can", retryAfterMs: 10_000)
        }
        return nil
    }

    private mutating func repeatEnqueue(
        _ order: EnqueueOrder, _ number: ContactNumber, _ cell: ContactCell, _ token: UInt64, _ context: HomeContext
    ) {
        guard cell.fingerprint.isEmpty || cell.fingerprint == order.fingerprint else {
            let refusal = Refusal(
                .conflict, "contact \(order.id) exists with other content; use another id", field: "id",
                state: cell.state)
            return reply(token, .refused(refusal))
        }
        // Not in the log and not ended: the first request has not been answered yet either.
        guard enqueueTokens[number] == nil else {
            enqueueTokens[number]?.append(token)
            return
        }
        guard !cell.isUnbooked || isPlanted(.slotUnasked) else {
            enqueueTokens[number] = [token]
            return watchEntry(number, context)
        }
        replyContact(token, number, context)
    }

    /// The commit takes long: the caller hears the claim number now, and that the place is not committed yet.
    mutating func answerProvisionally(_ number: ContactNumber, _ context: HomeContext) {
        guard enqueueTokens[number] != nil else { return }
        guard contacts[number]?.isUnbooked != true || isPlanted(.slotUnasked) else {
            return contactRefused(number, Self.noSlotInTime, context)
        }
        contacts[number]?.isAcknowledged = true
        answerEnqueues(number, context)
    }

    /// The owner does not let a contact in. Nobody has been told of it, so nothing remains of it.
    mutating func contactRefused(_ number: ContactNumber, _ refusal: Refusal, _ context: HomeContext) {
        guard let cell = contacts[number] else { return }
        guard !cell.isInLog else { return answerEnqueues(number, context) }
        guard !cell.isAcknowledged, cell.endedAt == nil else {
            // The caller knows a claim number by now: told so, the owner lets it in. One without room hears it later.
            return refusal.code == .unavailable ? () : report(number, context)
        }
        contacts[number] = nil
        numberByID[cell.record.id] = nil
        writes.append(.remove(.contacts, key: StoreKey.contact(number)))
        for token in enqueueTokens.removeValue(forKey: number) ?? [] { reply(token, .refused(refusal)) }
    }

    mutating func cancel(_ id: ContactID, _ reason: String?, _ token: UInt64, _ context: HomeContext) {
        guard let number = numberByID[id], let cell = contacts[number] else {
            return cancelUnknown(id, token, context)
        }
        end(number, cell.wasConnected ? .handled : .abandoned, Said(reason: reason), context)
        answerEnqueues(number, context)
        replyContact(token, number, context)
    }

    /// A cancel that overtook its enqueue is remembered, so that the enqueue answers `ended`.
    private mutating func cancelUnknown(_ id: ContactID, _ token: UInt64, _ context: HomeContext) {
        if earlyCancels[id] == nil, !isPlanted(.cancelForgotten) {
            guard cancelOrder.count < Limits.rememberedRequests else {
                let refusal = Refusal(.full, "the site remembers as many cancels as it can", retryAfterMs: 10_000)
                return reply(token, .refused(refusal))
            }
            earlyCancels[id] = context.time
            cancelOrder.append(id)
            var writer = WireWriter(capacity: 10)
            writer.instant(context.time)
            writes.append(.put(.requests, key: StoreKey.cancel(id), value: writer.bytes))
        }
        reply(token, .cancelled(id, at: earlyCancels[id] ?? context.time))
    }

    mutating func end(
        _ id: ContactID, _ reason: String?, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        let said = Said(reason: reason, by: guarded.by)
        guard let number = numberByID[id], let cell = contacts[number] else {
            return endFromDesk(id, .ended(.handled, said: said), "end", guarded, token, context)
        }
        guard cell.endedAt == nil, !isRepeated(guarded, "end", id.text) else {
            return replyContact(token, number, context)
        }
        if let refusal = conflict(guarded, version: cell.version, state: cell.state) {
            return reply(token, .refused(refusal))
        }
        remember(guarded, "end", id.text, context)
        end(number, cell.wasConnected ? .handled : .abandoned, said, context)
        answerEnqueues(number, context)
        replyContact(token, number, context)
    }

    mutating func requeue(
        _ id: ContactID, _ order: RequeueOrder, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        if let topic = order.topic, context.engine.configuration.topic(topic) == nil {
            return reply(token, .refused(Refusal(.notFound, "no topic \(topic)", field: "topic")))
        }
        if let refusal = refuse(agent: order.agent, context) { return reply(token, .refused(refusal)) }
        if let refusal = cannotRemember(guarded, "requeue", id.text) { return reply(token, .refused(refusal)) }
        guard let number = numberByID[id], let cell = contacts[number] else {
            return requeueFromDesk(id, order, guarded, token, context)
        }
        guard !isRepeated(guarded, "requeue", id.text) else { return replyContact(token, number, context) }
        if let refusal = conflict(guarded, version: cell.version, state: cell.state) {
            return reply(token, .refused(refusal))
        }
        guard cell.endedAt == nil else {
            return reply(token, .refused(Refusal(.conflict, "contact \(id) has ended", state: cell.state)))
        }
        guard cell.calling == nil else {
            let why = "the customer of \(id) is being called; repeat when the phone rings no more"
            return reply(token, .refused(Refusal(.conflict, why, state: cell.state)))
        }
        guard let order = order.resolved(from: cell.record.topic, context.engine) else {
            return reply(token, .refused(Self.noEscalation(from: cell.record.topic)))
        }
        remember(guarded, "requeue", id.text, context)
        let why = order.reason ?? TimelineEntry.requeued
        // Who is not on the phone, and goes where customers are called first, leaves the line for that.
        let isCalled = cell.talk == nil && mustCall(cell.record, in: order.topic, context)
        if cell.offer != nil, !isCalled {
            let last = release(
                number, why: why, by: guarded.by, topic: order.topic, priority: order.priority,
                routing: routing(of: cell, requeuedTo: order, context), restart: order.restart, context)
            if let last { say(.gone(.transferred), last, toContact: false) }  // C10
        } else {
            if let last = release(number, why: why, by: guarded.by, context) {
                say(.gone(.transferred), last, toContact: false)
            }
            move(number, order, why: why, by: guarded.by, context)
        }
        replyContact(token, number, context)
    }

    /// A waiting contact goes to another line or place. The turn grows: an offer on its way was made for the old one.
    mutating func move(
        _ number: ContactNumber, _ order: RequeueOrder, why: String, by: AgentID? = nil, _ context: HomeContext
    ) {
        guard let cell = contacts[number] else { return }
        let routing = routing(of: cell, requeuedTo: order, context)
        let isCalled = mustCall(cell.record, in: order.topic, context)
        let kind: ContactNews.Kind = isCalled ? .scheduled(why: why) : .requeued(why: why, position: nil)
        revise(number, context, kind, by: by) { cell in
            cell.record.routing = routing
            cell.turn = cell.turn.next
            cell.record.topic = order.topic ?? cell.record.topic
            cell.record.priority = order.priority ?? cell.record.priority
            cell.enterLine(at: context.time)
            cell.restartedAt = order.restart ? context.time : cell.restartedAt
            cell.toldPosition = 0
            if isCalled {
                cell.record.routing.dueAt = context.time
                cell.record.routing.call = .due
            } else if cell.call != .reached {
                cell.record.routing.call = nil
            }
        }
        if isCalled { watchDue(number, context) } else { watchPosition(number, context) }
    }

    /// The desk sends a conversation back whose contact is of another site (A10).
    private mutating func requeueFromDesk(
        _ id: ContactID, _ order: RequeueOrder, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        let topic = talk(with: id).flatMap {
            context.engine.contact($0.contact)?.record.topic
        }
        let resolved = topic.map { order.resolved(from: $0, context.engine) } ?? order
        guard let resolved else { return reply(token, .refused(Self.noEscalation(from: topic))) }
        let cause = WithdrawCause.requeued(
            topic: resolved.topic, priority: resolved.priority, agent: resolved.agent, restart: resolved.restart,
            said: Said(reason: order.reason, by: guarded.by))
        endFromDesk(id, cause, "requeue", guarded, token, context)
    }

    private static func noEscalation(from topic: TopicID?) -> Refusal {
        Refusal(
            .conflict, "topic \(topic?.text ?? "") escalates to no other; its configuration says where (escalateTo)",
            field: "escalate")
    }

    /// The desk ends or sends back a conversation whose contact is of another site (A10).
    mutating func endFromDesk(
        _ id: ContactID, _ cause: WithdrawCause, _ verb: String, _ guarded: RequestGuard, _ token: UInt64,
        _ context: HomeContext
    ) {
        guard !isRepeated(guarded, verb, id.text) else { return reply(token, .heard(unknown: [])) }
        guard let offer = talk(with: id),
            let version = agents[offer.agent]?.conversation(with: offer.contact)?.contactVersion
        else {
            return reply(token, .refused(Refusal(.notFound, "no contact \(id) at \(site), nor with an agent of it")))
        }
        remember(guarded, verb, id.text, context)
        let outcome: Outcome = if case .ended(let outcome, _) = cause { outcome } else { .transferred }
        endTalk(offer, outcome, context)
        bidFarewell(offer, cause, context)
        guard let known = context.engine.contact(offer.contact) else { return reply(token, .heard(unknown: [])) }
        reply(token, .leaving(known, version: version + 1, outcome, isAlone: island != nil))
    }

    /// The conversation that an agent of this site has with a contact. An agent who has heard that an earlier one is
    /// over has none.
    private func talk(with id: ContactID) -> Offer? {
        for name in agentOrder {
            guard let cell = agents[name], let record = cell.connected.last(where: { $0.id == id }) else { continue }
            return cell.conversation(with: record.number)?.offer
        }
        return nil
    }
}

extension RequeueOrder {
    /// The same with the topic to which a contact escalates; nil if its topic escalates to none.
    fileprivate func resolved(from topic: TopicID, _ engine: Engine) -> RequeueOrder? {
        guard escalate else { return self }
        guard let next = engine.configuration.topic(topic)?.rules.escalateTo else { return nil }
        return RequeueOrder(topic: next, priority: priority, agent: agent, restart: restart, reason: reason)
    }
}
