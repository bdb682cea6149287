// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// The contact's home, rules C1–C10 and its half of B1 (protocol §4). `revise` is the one place where a cell changes.
extension Home {
    /// C1, C2: an offer, from the log.
    mutating func contactHears(offer: Offer, _ context: HomeContext) {
        guard let cell = contacts[offer.contact], !cell.isEngaged(in: offer) else { return }
        let isNewest = isPlanted(.newestOfferWins) && cell.isHeldForOlder(than: offer)
        if cell.mayRingToo(offer) { return contactRingsToo(offer, context) }
        if cell.isOver(offer), !isPlanted(.holdIgnoresTurn), !isNewest { return sayGone(offer, cell) }  // C2
        // C1: waiting, and the turn is still the offer's.
        guard takes(offer), cell.phase == .waiting || isNewest,
            cell.turn == offer.contactTurn || isPlanted(.holdIgnoresTurn)
        else { return }
        revise(offer.contact, context, .offered(offer)) { cell in
            cell.phase = .held(offer)
            cell.newestOfRing = offer.isOfRing ? offer.id.sequence : 0
            cell.isConfirmed = false
            cell.askPause = Timing.askFirst
            cell.agentAddress = context.engine.agent(offer.agent)?.profile.address
            cell.expiresAt = PoolInstant(context.time.milliseconds + offer.timeoutMs)
        }
        say(.held, offer, toContact: false)
        watchOpen(offer, context)
        watchRing(offer.contact, context)
    }

    /// What the agent's home says of an offer.
    mutating func contactHears(_ word: AssignmentWord, _ offer: Offer, _ context: HomeContext) {
        if case .remark(let remark) = word { return contactHears(remark, offer, context) }
        guard let cell = contacts[offer.contact] else {
            // Long forgotten here; if the log too knows it as ended, the offer is over for ever.
            if context.engine.isOver(offer.contact, site: site) { say(.gone(nil), offer, toContact: false) }
            return
        }
        switch word {
        case .ask: answer(offer, cell)
        case .accept: contactHearsAccept(offer, cell, context)
        case .busy:
            if cell.isOver(offer) { return sayGone(offer, cell) }
            contacts[offer.contact]?.isConfirmed = cell.phase == .connected(offer)
        case .withdrawn(let cause): contactHearsWithdrawn(offer, cause, cell, context)
        case .remark: break  // heard above, whatever became of the contact
        case .held, .connected, .gone, .taken, .remarked: break  // a contact's home says these
        }
    }

    /// The answer to a question, from the cell (C2, C4).
    private mutating func answer(_ offer: Offer, _ cell: ContactCell) {
        switch cell.phase {
        case .held where cell.isEngaged(in: offer): say(.held, offer, toContact: false)
        case .connected(let own) where own.id == offer.id:
            say(.connected(version: cell.version), offer, toContact: false)
        case .waiting, .held, .connected, .ended:
            if cell.isOver(offer) || isPlanted(.goneOfUnseenOffer) { sayGone(offer, cell) }
        }
    }

    private mutating func contactHearsAccept(_ offer: Offer, _ cell: ContactCell, _ context: HomeContext) {
        let isHeld = cell.isHeld(for: offer) || isPlanted(.connectIgnoresHold) && cell.phase == .waiting
        let isRash = cell.offer?.sharesRing(with: offer) == true && cell.isOver(offer) && isRashToRing(cell)
        guard isHeld || isRash else { return answer(offer, cell) }  // C4, C2
        // C3: the compare-and-set that connects.
        revise(offer.contact, context, .connected(offer)) { cell in
            cell.agentAddress = cell.agentAddress(of: offer.id)
            cell.phase = .connected(offer)
            if !cell.wasConnected { cell.estimateErrorMs = cell.told.error(at: context.time) }
            cell.wasConnected = true
            // Should it wait again, that is another wait.
            cell.told = .nothing
            cell.askPause = Timing.askFirst
        }
        island?.connected(offer, at: context.time)
        say(.connected(version: cell.version + 1), offer, toContact: false)
        tellLosers(cell, winner: offer)
        timers.set(.askAgentHome(offer.contact, offer.id), at: context.now.monotonic + Timing.askFirst)
    }

    private func isRashToRing(_ cell: ContactCell) -> Bool {
        switch cell.phase {
        case .connected: isPlanted(.ringTakesSecond)
        case .waiting, .held, .ended: false
        }
    }

    private mutating func contactHearsWithdrawn(
        _ offer: Offer, _ cause: WithdrawCause, _ cell: ContactCell, _ context: HomeContext
    ) {
        guard cell.isEngaged(in: offer) || isPlanted(.withdrawnIgnoresOffer) else { return }  // B3
        switch (cell.phase, cause) {
        case (.connected, .ended(.callbackFailed, let said)): callbackFailed(offer.contact, said, context)
        case (_, .ended(let outcome, let said)): end(offer.contact, outcome, said, context)  // C6, C9
        case (.connected, .requeued(let topic, let priority, let agent, let restart, let said)):  // C6
            let order = RequeueOrder(topic: topic, priority: priority, agent: agent, restart: restart)
            let routing = routing(of: cell, requeuedTo: order, context)
            release(
                offer.contact, why: said.reason ?? TimelineEntry.requeued, by: said.by, topic: topic,
                priority: priority, routing: routing, restart: restart, context)
        case (.held, .released(let why)): return letGo(offer, why: why, context)  // C5
        case (.held, .requeued): return letGo(offer, why: "withdrawn", context)  // C5
        case (_, .released(let why)): release(offer.contact, why: why, context)  // C6
        case (_, .requeued): release(offer.contact, why: "withdrawn", context)
        }
        say(.gone(nil), offer, toContact: false)
    }

    /// C5–C8, C10: back in line, the turn one higher. Place and key stay unless the caller of this changes them. Of
    /// several who are rung all but the last are let go first.
    ///
    /// - Returns: the offer it was engaged in at last, of which the other home is to hear.
    @discardableResult
    mutating func release(
        _ number: ContactNumber, why: String, by: AgentID? = nil, topic: TopicID? = nil, priority: UInt8? = nil,
        routing: Routing? = nil, restart: Bool = false, _ context: HomeContext
    ) -> Offer? {
        for other in contacts[number]?.others ?? [] { letGo(other.offer, why: why, context) }
        guard let cell = contacts[number], let offer = cell.offer else { return nil }
        let wasConnected = cell.phase == .connected(offer)
        // Whoever is sent on from a conversation need not be called.
        let isOnPhone = wasConnected && mustCall(cell.record, in: topic, context)
        // A conversation that broke off: for whom the contact is, it still is.
        let broken = wasConnected ? RequeueOrder(agent: cell.record.routing.onlyAgent) : nil
        let routing = routing ?? broken.map { self.routing(of: cell, requeuedTo: $0, context) }
        let kind: ContactNews.Kind =
            wasConnected ? .requeued(why: why, position: nil) : .revoked(offer.id, why: why, position: nil)
        revise(number, context, kind, by: by) { cell in
            cell.phase = .waiting
            let keepsTurn =
                isPlanted(.releaseKeepsContactTurn) || isPlanted(.requeueKeepsTurn) && wasConnected
                || isPlanted(.islandKeepsTurns) && why == "site cut off"
            cell.turn = keepsTurn ? cell.turn : cell.turn.next
            cell.record.topic = topic ?? cell.record.topic
            cell.record.priority = priority ?? cell.record.priority
            cell.record.routing = routing ?? cell.record.routing
            if isOnPhone { cell.record.routing.call = .reached }
            cell.restartedAt = restart || isPlanted(.requeueToTail) ? context.time : cell.restartedAt
            cell.agentAddress = nil
            cell.expiresAt = nil
            cell.toldPosition = 0
            // The last agent has been asked, if that is who had the offer.
            if routing == nil { cell.record.routing.endFirst() }
            // A step that was due while the offer was open holds from now.
            if routing == nil { _ = Self.takeSteps(&cell, context) }
        }
        watchPosition(number, context)
        return offer
    }

    /// C9: the end, from either side.
    mutating func end(
        _ number: ContactNumber, _ outcome: Outcome, _ said: Said, _ context: HomeContext
    ) {
        guard let cell = contacts[number], cell.endedAt == nil else { return }
        tellBeginning(cell, context)
        revise(number, context, .ended(outcome), why: said.reason, by: said.by) { cell in
            cell.phase = .ended(outcome)
            cell.endedAt = context.time
            cell.record.routing.slotAt = nil
            cell.agentAddress = nil
            cell.expiresAt = nil
        }
        sayOver(.gone(outcome), cell)
    }

    /// Every offer that a cell was engaged in is over.
    mutating func sayOver(_ word: AssignmentWord, _ before: ContactCell) {
        if let offer = before.offer { say(word, offer, toContact: false) }
        for other in before.others { say(word, other.offer, toContact: false) }
    }

    /// Something happens to a contact before the log has it: who watches hears of its beginning first, so that versions
    /// count from one.
    mutating func tellBeginning(_ cell: ContactCell, _ context: HomeContext) {
        guard cell.version == 1, !cell.isInLog else { return }
        let kind: ContactNews.Kind =
            cell.dueAt == nil ? .queued(position: nil, estimatedWaitMs: nil) : .scheduled(why: nil)
        output.append(.contactNews(ContactNews(kind: kind, cell: cell, at: context.time)))
    }

    private mutating func sayGone(_ offer: Offer, _ cell: ContactCell) {
        switch cell.phase {
        case .ended(let outcome): say(.gone(outcome), offer, toContact: false)
        case .connected(let own) where own.sharesRing(with: offer): say(.taken, offer, toContact: false)
        case .waiting, .held, .connected: say(.gone(nil), offer, toContact: false)
        }
    }

    /// C7: the other side's site does not confirm; a contact that is only held has its place again.
    mutating func voidHolds(for detached: SiteID, _ context: HomeContext) {
        guard !isPlanted(.noHoldTime) else { return }
        for number in contacts.numbers where contacts.endedAt(number) == nil {
            let isTaken = isPlanted(.detachReleasesConnected) && contacts[number]?.offer?.agentSite == detached
            if isTaken { release(number, why: "site detached", context) }
            guard case .held? = contacts[number]?.phase, let cell = contacts[number] else { continue }
            for offer in cell.openOffers where offer.agentSite == detached {
                letGo(offer, why: "site detached", context)
            }
        }
    }

    /// Changes a cell, stores it, tells who watches it and, where the log should know, the owner.
    mutating func revise(
        _ number: ContactNumber, _ context: HomeContext, _ kind: ContactNews.Kind, why: String? = nil,
        by: AgentID? = nil, _ change: (inout ContactCell) -> Void
    ) {
        guard var cell = contacts[number] else { preconditionFailure("no cell for contact \(number)") }
        precondition(stage == .active, "a node that does not hold the home changes contact \(number)")
        let turn = cell.turn
        let talk = cell.talk
        let handover = cell.record.asksMore ? cell.record.routing.handover : nil
        change(&cell)
        precondition(cell.turn >= turn, "the turn of \(number) went back")
        if let handover, cell.turn != turn || cell.talk != nil || cell.endedAt != nil { cell.end(handover) }
        let over = talk == nil ? nil : cell.leaveConsult(after: talk)
        if !cell.others.isEmpty { cell.settleRing(context.engine, at: context.time) }
        cell.version += isPlanted(.versionReused) && cell.phase == .waiting ? 0 : 1
        cell.timeline.append(kind.timelineEntry(at: context.time, why: why, by: by))
        if cell.timeline.count > Limits.timelineEntries {
            // Who was asked and did not come goes before what says since when it waits.
            cell.timeline.remove(at: cell.timeline.dropFirst().firstIndex { $0.isOfOffer } ?? 1)
        }
        contacts[number] = cell
        store(cell)
        output.append(.contactNews(ContactNews(kind: kind, cell: cell, at: context.time)))
        report(number, context)
        if let over { end(over, of: cell, context) }
        if cell.record.asksMore, cell.record.routing.consult != nil { tellAsker(cell, hadTalk: talk != nil, context) }
    }

    /// Keeps what was said of a conversation: the contact is as it was, and the log need not know. Of one that has
    /// ended clients hear nothing more, so its version stays.
    mutating func note(_ remark: ContactRemark, of number: ContactNumber, _ context: HomeContext) {
        guard var cell = contacts[number] else { return }
        cell.remarks.removeAll { $0.offer == remark.offer }
        cell.remarks.append(remark)
        if cell.remarks.count > Limits.remarks { cell.remarks.removeFirst() }
        if cell.endedAt == nil { cell.version += 1 }
        contacts[number] = cell
        contacts.pack(number)
        store(cell)
        output.append(.contactNews(ContactNews(kind: .noted(remark), cell: cell, at: context.time)))
    }

    /// Puts a cell among this turn's writes.
    mutating func store(_ cell: ContactCell) {
        writes.append(.put(.contacts, key: StoreKey.contact(cell.record.number), value: cell.encoded()))
    }
}

extension ContactNews.Kind {
    fileprivate func timelineEntry(at: PoolInstant, why: String?, by: AgentID?) -> TimelineEntry {
        func entry(_ event: String, _ why: String?, agent: AgentID? = nil) -> TimelineEntry {
            TimelineEntry(at: at, event: event, agent: agent, why: why, by: by)
        }
        return switch self {
        case .queued: entry("queued", why)
        case .scheduled(let cause): entry(TimelineEntry.scheduled, cause)
        case .due: entry("queued", TimelineEntry.due)
        case .calling: entry(TimelineEntry.calling, why)
        case .reached: entry("queued", TimelineEntry.reached)
        case .position: entry("position", why)
        case .offered(let offer): entry("offered", why, agent: offer.agent)
        case .revoked(_, let cause, _): entry("revoked", cause)
        case .relaxed(let cause): entry("relaxed", cause)
        case .requeued(let cause, _): entry(TimelineEntry.requeued, cause)
        case .connected(let offer): entry(TimelineEntry.connected, why, agent: offer.agent)
        case .ended(let outcome): entry("ended", why ?? outcome.word)
        case .consulting(let record):
            entry(TimelineEntry.consulting, record.id.text, agent: record.routing.onlyAgent)
        case .consulted(let id, let offer): entry(TimelineEntry.consulted, id.text, agent: offer.agent)
        case .conference(let id, let offer): entry(TimelineEntry.conference, id.text, agent: offer.agent)
        case .consultEnded(let id, _): entry(TimelineEntry.consultEnded, id.text)
        case .noted: preconditionFailure("what was said of a conversation is kept beside the chronology")
        }
    }
}
