// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// Contacts that are not due yet, and callers who hang up to be called: in no line until their instant, then at their
// place.
extension Home {
    /// An instant that has not come yet, or nil.
    func future(_ instant: PoolInstant?, _ context: HomeContext) -> PoolInstant? {
        instant.flatMap { $0 > context.time ? $0 : nil }
    }

    /// Why nothing can be scheduled for an instant.
    func refuseInstant(_ instant: PoolInstant?, _ context: HomeContext) -> Refusal? {
        guard let instant, instant.milliseconds - context.time.milliseconds > Limits.scheduledMs else { return nil }
        return Refusal(.badRequest, "at most \(Limits.scheduledMs / 86_400_000) days from now", field: "notBeforeAt")
    }

    /// Why a topic takes no more contacts that are not due yet.
    func refuseScheduled(_ topic: TopicID, _ settings: TopicSettings, _ context: HomeContext) -> Refusal? {
        guard context.engine.scheduledCount(topic) >= Int(settings.waitingMax) else { return nil }
        return Refusal(
            .full, "\(settings.waitingMax) contacts are scheduled for \(topic), which is its limit (maxWaiting)",
            retryAfterMs: 10_000)
    }

    // MARK: - When it is due

    /// Looks at a scheduled contact again when it can be due: pool time is at most a fiftieth faster than this node's
    /// clock, and may stand still or be set.
    mutating func watchDue(_ number: ContactNumber, _ context: HomeContext) {
        guard let cell = contacts[number], let dueAt = cell.dueAt else { return }
        let at = cell.calling?.until ?? dueAt
        if cell.call == .due { return timers.set(.due(number, dueAt), at: context.now.monotonic + Timing.callLook) }
        let left = (at.milliseconds - context.time.milliseconds) * Timing.millisecond
        let pause = max(Timing.dueLeast, min(left - left / 50, Timing.dueMost))
        timers.set(.due(number, dueAt), at: context.now.monotonic + pause)
    }

    mutating func lookWhetherDue(_ number: ContactNumber, _ dueAt: PoolInstant, _ context: HomeContext) {
        guard let cell = contacts[number], cell.dueAt == dueAt else { return }
        guard context.time >= cell.calling?.until ?? dueAt else { return watchDue(number, context) }
        switch cell.call {
        case .due: lookWhetherToCall(number, context)
        case .calling: callOver(number, context)
        case .reached, nil: becomeDue(number, context)
        }
    }

    // MARK: - Callbacks

    mutating func callback(
        _ order: CallbackOrder, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        let id = order.id
        if let refusal = cannotRemember(guarded, "callback", id.text) { return reply(token, .refused(refusal)) }
        guard let number = numberByID[id], let cell = contacts[number] else {
            return reply(token, .refused(Refusal(.notFound, "no contact \(id) at \(site)", field: "id")))
        }
        guard !isRepeated(guarded, "callback", id.text) else { return replyContact(token, number, context) }
        if let refusal = conflict(guarded, version: cell.version, state: cell.state) {
            return reply(token, .refused(refusal))
        }
        guard cell.endedAt == nil else {
            return reply(token, .refused(Refusal(.conflict, "contact \(id) has ended", state: cell.state)))
        }
        guard cell.record.routing.consult == nil else {
            return reply(token, .refused(Refusal(.conflict, "\(id) is a question of an agent's", state: cell.state)))
        }
        if let refusal = refuseInstant(order.notBefore, context) ?? refuseCallback(cell, to: order.address, context) {
            return reply(token, .refused(refusal))
        }
        if let slotAt = order.slotAt { return book(slotAt, order, guarded, token, number, context) }
        if let dueAt = future(order.notBefore, context),
            let refusal = refuseClosed(cell.record.topic, .callback, at: dueAt, context)
        {
            return reply(token, .refused(refusal))
        }
        remember(guarded, "callback", id.text, context)
        let dueAt = future(order.notBefore, context)
        let restart = order.atTime || isPlanted(.callbackToTail)
        hangUp(number, dueAt: dueAt, why: "callback", by: guarded.by, restart: order.atTime, context) { cell in
            var callback = cell.record.routing.callback ?? Callback()
            callback.address = order.address ?? callback.address
            cell.record.routing.callback = callback
            if restart { cell.restartedAt = dueAt ?? context.time }
        }
        sayOver(.gone(.transferred), cell)
        replyContact(token, number, context)
    }

    mutating func notReached(
        _ id: ContactID, _ reason: String?, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        if let refusal = cannotRemember(guarded, "end", id.text) { return reply(token, .refused(refusal)) }
        guard let number = numberByID[id], let cell = contacts[number] else {
            let said = Said(reason: reason, by: guarded.by)
            return endFromDesk(id, .ended(.callbackFailed, said: said), "end", guarded, token, context)
        }
        guard !isRepeated(guarded, "end", id.text), cell.endedAt == nil else {
            return replyContact(token, number, context)
        }
        if let refusal = conflict(guarded, version: cell.version, state: cell.state) {
            return reply(token, .refused(refusal))
        }
        guard cell.talk != nil || cell.calling != nil else {
            let why = "contact \(id) is with no agent, and its customer is not called"
            return reply(token, .refused(Refusal(.conflict, why, state: cell.state)))
        }
        remember(guarded, "end", id.text, context)
        callbackFailed(number, Said(reason: reason, by: guarded.by), context)
        replyContact(token, number, context)
    }

    /// The customer was called, by an agent or before any was asked, and not reached: they are called again later and
    /// in open hours, at the place that the contact has, for as often as the topic says; then it ends.
    mutating func callbackFailed(_ number: ContactNumber, _ said: Said, _ context: HomeContext) {
        guard let cell = contacts[number] else { return }
        let attempts = (cell.record.routing.callback?.attempts ?? 0) + 1
        guard cell.record.channel == .callback,
            let rule = context.engine.configuration.topic(cell.record.topic)?.rules.callback, attempts < rule.attempts
        else { return end(number, .callbackFailed, said, context) }
        let retryAt = PoolInstant(context.time.milliseconds + rule.retryAfterMs)
        let dueAt = openInstant(retryAt, of: cell.record.topic, cell.record.channel, context)
        hangUp(number, dueAt: dueAt, why: Outcome.callbackFailed.word, by: said.by, restart: false, context) { cell in
            var callback = cell.record.routing.callback ?? Callback()
            callback.attempts = isPlanted(.callUncounted) ? callback.attempts : attempts
            cell.record.routing.callback = callback
        }
        if let offer = cell.offer { say(.gone(.callbackFailed), offer, toContact: false) }
    }

    /// The log has given the contact a slot: it is called then, in the place of that instant.
    mutating func keepAppointment(_ booking: PendingBooking, _ cell: ContactCell, _ context: HomeContext) {
        let (number, slotAt) = (booking.number, booking.slotAt)
        let dueAt = future(slotAt, context)
        let rule = context.engine.configuration.topic(cell.record.topic)?.rules.appointments
        hangUp(number, dueAt: dueAt, why: "callback", by: booking.guarded.by, restart: true, context) { cell in
            var callback = cell.record.routing.callback ?? Callback()
            callback.address = booking.order.address ?? callback.address
            cell.record.routing.callback = callback
            cell.record.routing.slotAt = dueAt
            cell.record.priority = rule?.priority ?? cell.record.priority
            cell.isBooked = true
            cell.restartedAt = slotAt
        }
        sayOver(.gone(.transferred), cell)
    }

    /// Nobody is on the line: the contact leaves whoever has it, and is called when it is due. Its place is kept unless
    /// the caller of this changes it.
    private mutating func hangUp(
        _ number: ContactNumber, dueAt: PoolInstant?, why: String, by: AgentID?, restart: Bool,
        _ context: HomeContext, _ change: (inout ContactCell) -> Void
    ) {
        guard let cell = contacts[number] else { return }
        tellBeginning(cell, context)
        // Who is due at once is called at once, by whomever the topic says.
        let isCalled = dueAt == nil && customerRingMs(cell.record.topic, context) != nil
        let dueAt = isCalled ? context.time : dueAt
        let routed = cell.record.routing
        let again = RequeueOrder(agent: routed.handover == nil ? routed.onlyAgent : nil, restart: restart)
        let isNew = restart || cell.offer != nil
        let routing = isNew ? routing(of: cell, requeuedTo: again, context) : cell.record.routing
        let kind: ContactNews.Kind = dueAt == nil ? .requeued(why: why, position: nil) : .scheduled(why: why)
        revise(number, context, kind, by: by) { cell in
            cell.record.routing = routing
            cell.phase = .waiting
            cell.turn = cell.turn.next
            cell.record.channel = .callback
            cell.agentAddress = nil
            cell.expiresAt = nil
            cell.toldPosition = 0
            cell.record.routing.slotAt = nil
            cell.record.routing.call = nil
            change(&cell)
            if dueAt == nil { cell.enterLine(at: context.time) }
            cell.record.routing.dueAt = dueAt
            if isCalled { cell.awaitCall(at: context.time) }
        }
        if dueAt == nil { watchPosition(number, context) } else { watchDue(number, context) }
    }
}

extension ContactCell {
    /// It is due: from now on its place holds, and no instant ahead counts as arrival.
    mutating func enterLine(at now: PoolInstant) {
        guard record.routing.dueAt != nil else { return }
        record.routing.dueAt = nil
        record.routing.slotAt = nil
        // Its topic's steps count from now.
        record.routing.stepsFrom = nil
        if let restartedAt { holdPlace(from: min(restartedAt, now)) }
    }
}
