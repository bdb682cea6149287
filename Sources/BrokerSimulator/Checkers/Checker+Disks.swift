// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// What homes store: every change of a cell must be one that the assignment protocol allows.
extension Checker {
    /// What is on the disk of a node that begins to hold a home. Of two changes that one disk made and nobody was told
    /// of, only the last is seen: an accept and a connection of one site.
    mutating func adopted(_ writes: [StoreWrite], site: Int) {
        for case .put(.agents, _, let value) in writes {
            guard let cell = try? AgentCell(decoding: value) else { continue }
            for offer in cell.talkOffers where offer.contactSite == offer.agentSite { accepted.insert(offer.id) }
        }
        // A consult that has ended with its conversation is looked at after it, whatever their numbers; agents at last.
        for rank in 0...2 {
            for write in writes where Self.rank(write) == rank { stored(write, site: site) }
        }
    }

    private static func rank(_ write: StoreWrite) -> Int {
        guard case .put(.contacts, _, let value) = write else { return 2 }
        return (try? ContactCell(decoding: value))?.record.routing.consult == nil ? 0 : 1
    }

    mutating func stored(_ write: StoreWrite, site: Int) {
        guard case .put(let shelf, _, let value) = write else { return forgot(write) }
        do {
            switch shelf {
            case .contacts: stored(try ContactCell(decoding: value))
            case .agents: stored(try AgentCell(decoding: value), site: site)
            case .meta, .requests: break
            }
        } catch { violate("I13", "site \(site) stored what does not read back: \(error)") }
    }

    /// Nothing is left of a contact that was not let in: nobody had been told of it. What has ended is remembered here.
    private mutating func forgot(_ write: StoreWrite) {
        guard case .remove(.contacts, let key) = write else { return }
        let number = ContactNumber(key.reduce(0) { $0 << 8 | UInt64($1) })
        guard let cell = contacts[number]?.cell, cell.endedAt == nil else { return }
        contacts[number] = nil
        numbers.removeAll { $0 == number }
    }

    /// When a contact came, as far as its home can know: its own guess is all it has before the log tells another, and
    /// while it is an island.
    private func arrival(of cell: ContactCell) -> PoolInstant {
        let own = min(contacts[cell.record.number]?.firstArrival ?? cell.record.arrival, cell.record.arrival)
        return min(engine.contact(cell.record.number)?.record.arrival ?? own, own)
    }

    /// C4: a contact ends for having waited only when it is in line, and has been for as long as its topic lets it.
    private mutating func judgeMaxWait(_ before: ContactCell, _ since: PoolInstant?, _ cell: ContactCell) {
        rarities.count(.maxWait)
        let number = cell.record.number
        guard before.phase == .waiting else { return violate("C4", "\(number) ended as maxWait while \(before.phase)") }
        guard let limitMs = engine.configuration.topic(cell.record.topic)?.maxWaitMs, let endedAt = cell.endedAt else {
            return violate("C4", "\(number) ended as maxWait in a topic without one")
        }
        let waitedMs = endedAt.milliseconds - (since ?? arrival(of: cell)).milliseconds
        if waitedMs < limitMs { violate("C4", "\(number) ended as maxWait after \(waitedMs) ms of \(limitMs)") }
    }

    /// W1: a contact that is not due yet leaves that state when it is due, or by somebody's wish.
    private mutating func judgeDue(_ before: ContactCell, _ cell: ContactCell) {
        if cell.dueAt != nil, cell.dueAt != before.dueAt { rarities.count(.scheduled) }
        if cell.record.channel == .callback, before.record.channel != .callback { rarities.count(.calledBack) }
        let attempts = { (cell: ContactCell) in cell.record.routing.callback?.attempts ?? 0 }
        if attempts(cell) > attempts(before) { rarities.count(.calledAgain) }
        // Whose customer is on the phone may come before: C12 looks at that.
        guard let dueAt = before.dueAt, cell.dueAt == nil, cell.endedAt == nil, cell.call != .reached else { return }
        if cell.timeline.contains(where: { $0.why == "due" && $0.at >= dueAt }) { return rarities.count(.becameDue) }
        guard !sentBack.contains(cell.record.id) else { return }
        violate("W1", "\(cell.record.number) is in line before it is due")
    }

    /// C5: a contact is taken to another line only where its topic says so, when it has waited there for long enough.
    private mutating func judgeOverflow(_ before: ContactCell, _ since: PoolInstant?, _ cell: ContactCell) {
        rarities.count(.overflowed)
        let number = cell.record.number
        // What an island stored and its heirs never heard shows only with what comes after.
        guard cell.version == before.version + 1 else { return }
        guard before.phase == .waiting else { return violate("C5", "\(number) overflowed while \(before.phase)") }
        guard let overflow = engine.configuration.topic(before.record.topic)?.rules.overflow,
            cell.record.topic == overflow.topic, let at = cell.timeline.last?.at
        else { return violate("C5", "\(number) overflowed from \(before.record.topic) to \(cell.record.topic)") }
        let waitedMs = at.milliseconds - (since ?? arrival(of: cell)).milliseconds
        if waitedMs < overflow.afterMs {
            violate("C5", "\(number) overflowed after \(waitedMs) ms of \(overflow.afterMs)")
        }
    }

    /// W3: nobody enters a topic that is closed to their channel when they come, or when they want to be due.
    private mutating func judgeHours(_ cell: ContactCell) {
        // A colleague is asked at any hour. Who has been called back since came on another channel.
        guard cell.endedAt == nil, cell.record.routing.consult == nil, let cameAt = cell.timeline.first?.at,
            !cell.timeline.contains(where: { $0.why == "callback" })
        else { return }
        judgeHours(cell, at: cell.dueAt ?? cameAt)
    }

    /// W3: nobody is promised a call, or called again, while the topic is closed to callbacks.
    private mutating func judgeHours(_ before: ContactCell, _ cell: ContactCell) {
        guard let dueAt = cell.dueAt, cell.record.channel == .callback else { return }
        if cell.calling != nil, before.calling == nil, let calledAt = cell.timeline.last?.at {
            judgeHours(cell, at: calledAt)
        }
        // Whose customer is to be called first is promised nothing for that instant.
        guard dueAt != before.dueAt, cell.call == nil else { return }
        judgeHours(cell, at: dueAt)
    }

    /// Reckoned from the two minutes of five that each of the simulation's calendars is open.
    private mutating func judgeHours(_ cell: ContactCell, at instant: PoolInstant) {
        let (topic, channel) = (cell.record.topic, cell.record.channel)
        guard let rules = engine.configuration.topic(topic)?.rules else { return }
        let own = rules.channelCalendars.first { $0.channel == channel }
        guard let place = own.map(\.calendar) ?? rules.calendar else { return }
        if own != nil { rarities.count(.hoursOfChannel) }
        let minute = instant.milliseconds / 60_000 % 5
        if minute / 2 != Int64(place) {
            violate("W3", "\(cell.record.id) came to \(topic) by \(channel), closed at \(instant)")
        }
    }

    /// C8: nobody is sent away from a line whose topic does not say so, or beside an agent who has long been free.
    private mutating func judgeSentAway(_ before: ContactCell, _ cell: ContactCell) {
        rarities.count(.sentAway)
        let number = cell.record.number
        guard before.phase == .waiting else { return violate("C8", "\(number) was sent away while \(before.phase)") }
        guard engine.configuration.topic(cell.record.topic)?.rules.vacancy != nil, let endedAt = cell.endedAt else {
            return violate("C8", "\(number) was sent away from a topic that sends nobody away")
        }
        let longAgo = PoolInstant(endedAt.milliseconds - 30_000)
        let cutOff = engine.sitesInOrder.filter(\.state.isDetached).map(\.site)
        let free = engine.allAgents.first { agent in
            agent.isFree && !cutOff.contains(agent.site) && agent.since < longAgo
                && agent.profile.topics.contains { $0.topic == cell.record.topic }
        }
        if let free { violate("C8", "\(number) was sent away though \(free.agent) could take it") }
    }

    /// C6: a contact takes a step when it is due, and begins anew only where it comes into a line.
    private mutating func judgeSteps(_ before: ContactCell, _ history: inout ContactHistory, _ cell: ContactCell) {
        guard cell.phase == .waiting, let at = cell.timeline.last?.at else { return }
        let number = cell.record.number
        // What an island stored and its heirs never heard shows only with what comes after: no step of it is judged.
        guard cell.version == before.version + 1 else {
            // Stored again it says nothing new.
            guard cell.version != before.version else { return }
            // Not every return begins them anew: what was not seen is the home's word. Who hangs up to be called goes
            // on waiting, and a home that has lost its chronology knows when it was due, though not when it noticed.
            let came = cell.timeline.last { $0.event == "requeued" && $0.why != "callback" }
            let cameAt = came.map { $0.why == "due" ? min($0.at, before.dueAt ?? $0.at) : $0.at }
            history.stepsSince = cell.record.routing.stepsFrom ?? cameAt ?? history.stepsSince
            return
        }
        let wasConnected = if case .connected = before.phase { true } else { false }
        let isNew =
            ["requeued", "scheduled", "revoked"].contains(cell.timeline.last?.event)
            && (wasConnected || before.record.topic != cell.record.topic || before.restartedAt != cell.restartedAt)
            || before.dueAt != nil && cell.dueAt == nil
            // Where the log has lost its end, a slot that had passed may be ahead again, and be kept once more.
            || before.record.routing.slotAt == nil && cell.record.routing.slotAt != nil
        // A home that has lost its chronology knows when it was due, though not when it noticed.
        // Who is called first is in line when the customer is on the phone.
        let dueAt = before.call == nil ? before.dueAt : nil
        if isNew { history.stepsSince = dueAt.map { min($0, at) } ?? at }
        let (old, new) = (before.record.routing.steps, cell.record.routing.steps)
        guard new != old else { return }
        guard new > old else {
            return isNew ? () : violate("C6", "\(number) goes back from step \(old) to \(new) where it is")
        }
        rarities.count(.relaxed)
        if before.offer != nil { rarities.count(.relaxedAfterOffer) }
        let steps = engine.configuration.topic(cell.record.topic)?.rules.relax ?? []
        guard Int(new) <= steps.count else { return violate("C6", "\(number) takes step \(new) of \(steps.count)") }
        let waitedMs = at.milliseconds - (history.stepsSince ?? arrival(of: cell)).milliseconds
        if waitedMs < steps[Int(new) - 1].afterMs {
            violate("C6", "\(number) takes step \(new) after \(waitedMs) ms of \(steps[Int(new) - 1].afterMs)")
        }
    }

    private mutating func stored(_ cell: ContactCell) {
        let number = cell.record.number
        guard var history = contacts[number] else {
            if cell.endedAt == nil, cancelledEarly.contains(cell.record.id.text) {
                violate("S3", "\(cell.record.id) was answered cancelled, and is served")
            }
            judgeHours(cell)
            numbers.append(number)
            contacts[number] = ContactHistory(cell: cell)
            calls.failures[number] = Int(cell.record.routing.callback?.attempts ?? 0)
            return check(cell, left: [])
        }
        let before = history.cell
        if before.record.id != cell.record.id { violate("I11", "number \(number) names two contacts") }
        if cell.turn < before.turn { violate("S4", "the turn of contact \(number) went back on the disk") }
        if before.endedAt != nil, cell.endedAt == nil { violate("I10", "contact \(number) came back from its end") }
        if before.endedAt == nil, cell.phase == .ended(.maxWait) { judgeMaxWait(before, history.inLineSince, cell) }
        if before.endedAt == nil, cell.phase == .ended(.rejected) { judgeSentAway(before, cell) }
        judgeDue(before, cell)
        judgeCall(before, cell)
        judgeHours(before, cell)
        if cell.phase == .waiting, cell.dueAt == nil, let last = cell.timeline.last,
            last.event == "requeued" || last.why == "due" || last.why == "reached"
        {
            if last.why == "overflow", cell.turn != before.turn { judgeOverflow(before, history.inTopicSince, cell) }
            history.inTopicSince = last.at
            let wasConnected = if case .connected = before.phase { true } else { false }
            if wasConnected || before.dueAt != nil { history.inLineSince = last.at }
        }
        judgeSteps(before, &history, cell)
        if before.record.routing.firstAgent != nil {
            if case .connected = cell.phase { rarities.count(.metLastAgent) }
            if cell.phase == .waiting, cell.record.routing.firstAgent == nil { rarities.count(.lastAgentGone) }
        }
        judgeRing(before, cell)
        for offer in before.openOffers where !cell.openOffers.contains(where: { $0.id == offer.id }) {
            history.left.insert(offer.id)
        }
        if let offer = before.offer, cell.offer?.id != offer.id {
            if let next = cell.offer, cell.turn == before.turn, !next.sharesRing(with: offer) {
                violate("S4", "contact \(number) went from one offer to another without being released")
            }
            if case .held = before.phase, cell.phase == .waiting { rarities.count(.heldReleased) }
        }
        if case .held = cell.phase, before.offer == nil, !isBooking(cell.record.id) { wanted.remove(cell.record.id) }
        if case .connected(let old) = before.phase {
            if cell.phase != before.phase, !wanted.contains(cell.record.id), isStillBusy(old), !isConsultOver(cell) {
                violate("S6", "contact \(number) left its conversation, and nobody had asked for it")
            }
            if case .connected(let new) = cell.phase, old.id != new.id {
                violate("S1", "contact \(number) went from one agent to another without being released")
            }
            if cell.phase == .waiting {
                if !sentBack.contains(cell.record.id), endedByDesk.contains(where: { $0.number == number }) {
                    violate("I10", "contact \(number) was answered ended and waits again")
                }
                rarities.count(.requeuedWhileConnected)
                if now - lastTakeover < 1_000_000_000 { rarities.count(.requeueAfterTakeover) }
            }
        }
        history.cell = cell
        contacts[number] = history
        check(cell, left: history.left)
    }

    /// S8: who lets a contact go that rings several ends nobody else's ringing.
    private mutating func judgeRing(_ before: ContactCell, _ cell: ContactCell) {
        guard !before.others.isEmpty, cell.version == before.version + 1 else { return }
        if case .held = cell.phase, cell.others.count < before.others.count { rarities.count(.ringLetGo) }
        if case .connected = cell.phase { rarities.count(.ringInPart) }
        guard cell.phase == .waiting, cell.timeline.last?.event == "revoked" else { return }
        violate(
            "S8",
            "contact \(cell.record.number) rings nobody since one of \(before.openOffers.count) has let it go: "
                + "\(cell.timeline.last?.why ?? "")")
    }

    private mutating func check(_ cell: ContactCell, left: Set<OfferID>) {
        let number = cell.record.number
        for offer in cell.openOffers {
            checkName(of: offer)
            if left.contains(offer.id) { violate("S4", "contact \(number) takes offer \(offer.id) again") }
            if saidGone.contains(offer.id) {
                violate("S4", "contact \(number) takes offer \(offer.id), said to be gone")
            }
            if offered[offer.id] == nil {
                violate("I5", "contact \(number) takes offer \(offer.id), which is not in the log")
            }
        }
        guard case .connected(let offer) = cell.phase else { return }
        if !accepted.contains(offer.id) {
            violate("S5", "contact \(number) is connected by \(offer.id), accepted by nobody")
        }
        connected.insert(offer.id)
    }

    private mutating func stored(_ cell: AgentCell, site: Int) {
        let slot = Slot(agent: cell.agent, site: site)
        var left: Set<OfferID> = []
        if var history = agents[slot] {
            let before = history.cell
            if cell.turn < before.turn { violate("S4", "the turn of \(cell.agent) went back on the disk") }
            let kept = Set(cell.offers.map(\.id))
            let talks = Set(before.talkOffers.map(\.id))
            for offer in before.offers where !kept.contains(offer.id) {
                history.left.insert(offer.id)
                let beside = before.seats.first { $0.offer.id == offer.id }?.contact.id
                let contact = beside ?? before.contact?.id ?? cell.contact?.id ?? Self.nobody
                if talks.contains(offer.id), !wanted.contains(contact), !movedBack.contains(cell.agent),
                    isStillConnected(offer)
                {
                    violate(
                        "S6", "\(cell.agent) left its conversation with \(offer.contact), and nobody had asked for it")
                }
            }
            if let old = before.offer, let new = cell.offer, old.id != new.id {
                violate("S2", "\(cell.agent) went from one offer to another without being released")
            }
            if before.offers.count < cell.offers.count { judgeRoom(cell) }
            history.cell = cell
            left = history.left
            agents[slot] = history
        } else {
            slots.append(slot)
            agents[slot] = AgentHistory(cell: cell)
        }
        for seat in cell.seats where seat.offer.agentTurn >= cell.turn {
            violate("S4", "\(cell.agent) has \(seat.offer.id) beside an offer of the same turn")
        }
        for offer in cell.offers {
            if left.contains(offer.id) {
                violate("S4", "\(cell.agent) takes offer \(offer.id) of \(offer.contact) again")
            }
            if saidWithdrawn.contains(offer.id) {
                violate("S4", "\(cell.agent) takes offer \(offer.id), said to be withdrawn")
            }
            if offered[offer.id] == nil {
                violate("I5", "\(cell.agent) takes offer \(offer.id), which is not in the log")
            }
            engagedElsewhere(cell, site)
        }
        if case .accepted(let offer) = cell.phase { accepted.insert(offer.id) }
        for offer in cell.talkOffers where !connected.contains(offer.id) {
            violate("S5", "\(cell.agent) is busy by \(offer.id) of \(offer.contact), which never connected")
        }
    }

    /// S2: what an agent has at once fits, and what is in its wrap-up.
    private mutating func judgeRoom(_ cell: AgentCell) {
        guard let contact = cell.contact, cell.offer != nil, !cell.seats.isEmpty else { return }
        rarities.count(.ringsBeside)
        let taken = cell.seats.map(\.contact.channel)
        if cell.seats.contains(where: { !$0.isTalking }) { rarities.count(.wrapsBeside) }
        if let why = CheckedRoom.excess(of: contact.channel, beside: taken, cell.profile, engine.configuration) {
            violate("S2", "\(cell.agent) has too much: \(why)")
        }
    }

    private static let nobody = ContactID(trusted: "-")

    /// Whether a contact was an agent's question, and the conversation it was about is over.
    private func isConsultOver(_ cell: ContactCell) -> Bool {
        guard cell.record.asksMore, let consult = cell.record.routing.consult else { return false }
        return contacts[consult.contact]?.cell.consult?.contact != cell.record.number
    }

    /// Whether an appointment may have been asked for a contact that the log has not given yet: it will leave whatever
    /// it is in then.
    private func isBooking(_ id: ContactID) -> Bool {
        requests.values.contains { asked in
            guard case .callback(let order, _) = asked.request else { return false }
            return order.id == id && order.slotAt != nil
        }
    }

    private func isStillBusy(_ offer: Offer) -> Bool {
        slots.contains { slot in
            slot.agent == offer.agent && agents[slot]?.cell.talkOffers.contains { $0.id == offer.id } == true
        }
    }

    private func isStillConnected(_ offer: Offer) -> Bool {
        guard case .connected(let own)? = contacts[offer.contact]?.cell.phase else { return false }
        return own.id == offer.id
    }

    /// What one home says to the other: over is over for ever.
    mutating func said(_ word: AssignmentWord, _ offer: Offer) {
        switch word {
        case .gone: saidGone.insert(offer.id)
        case .taken:
            saidGone.insert(offer.id)
            rarities.count(.ringLost)
        case .withdrawn: saidWithdrawn.insert(offer.id)
        case .ask, .held, .connected, .accept, .busy, .remark, .remarked: break
        }
    }

    /// I4: an agent who has moved is engaged at one site only.
    private mutating func engagedElsewhere(_ cell: AgentCell, _ site: Int) {
        guard !movedBack.contains(cell.agent) else { return }
        for slot in slots
        where slot.agent == cell.agent && slot.site != site && agents[slot]?.cell.offers.isEmpty == false {
            violate("I4", "\(cell.agent) is engaged at two sites")
        }
    }
}
