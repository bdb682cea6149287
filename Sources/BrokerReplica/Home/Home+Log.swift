// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// What the log tells a home: offers, its own facts come back, other sites, its own role.
extension Home {
    /// Looks at the events of a batch that has just been folded.
    mutating func observe(_ batch: Batch, _ context: HomeContext) {
        for event in batch.events {
            guard let event, island == nil || concernsIslands(event) else { continue }
            observe(event, context)
        }
        // Once for all of them: many may wait.
        if stage == .active, island == nil, batch.events.contains(where: { $0?.isSlotBooked == true }) {
            pursueBookings(context)
        }
    }

    private mutating func observe(_ event: Event, _ context: HomeContext) {
        switch event {
        case .offered(let offer): hear(offer: offer, context)
        case .enqueued(let record, let turn): if record.site == site { entered(record, turn, context) }
        case .agentReported(let report):
            agentEntered(report, context)
            reviewFirst(report.agent, context)
        case .configured(let configuration, let request): configured(configuration, request, context)
        case .rangeReserved(let owner, let store, _):
            if owner == site, store == incarnation { learnNumbers(context) }
        case .homeTaken(let home): if home.site == site { homeTaken(home, context) }
        case .siteDetached(let detached): siteDetached(detached, context)
        case .epochBegan: if stage == .active { reportAgain(context, atOnce: true) }
        case .heirsListed(let listed, let heirs):
            guard listed == site, let state = context.engine.sites[site] else { break }
            heirsListed(heirs, at: state.listedAt)
        case .contactReported(let report): reported(report, context)
        case .siteAttached, .slotBooked: break
        }
    }

    /// An island reads on, but what it reads is for its return: but for who holds the home, and offers, which it
    /// answers if they are over.
    private func concernsIslands(_ event: Event) -> Bool {
        switch event {
        case .homeTaken, .offered: true
        case .enqueued, .contactReported, .agentReported, .configured, .rangeReserved, .siteDetached, .siteAttached,
            .epochBegan, .heirsListed, .slotBooked:
            false
        }
    }

    /// An offer, for either of this home's sides.
    mutating func hear(offer: Offer, _ context: HomeContext) {
        guard stage == .active else { return }
        if offer.contactSite == site { contactHears(offer: offer, context) }
        if offer.agentSite == site { agentHears(offer: offer, context) }
    }

    /// A word of the other home.
    mutating func hear(_ word: AssignmentWord, _ offer: Offer, toContact: Bool, _ context: HomeContext) {
        guard stage == .active else { return }
        if toContact, offer.contactSite == site { contactHears(word, offer, context) }
        if !toContact, offer.agentSite == site { agentHears(word, offer, context) }
    }

    /// A contact of this site is in the log: it has its place.
    mutating func entered(_ record: ContactRecord, _ turn: Turn, _ context: HomeContext) {
        guard stage == .active else { return }
        guard var cell = contacts[record.number] else { return refuseEntry(of: record, turn, context) }
        cell.isInLog = island == nil
        cell.isAcknowledged = true
        cell.record.arrival = record.arrival
        if record.arrival < cell.earliest {
            // It has the place of an earlier call: however often it is told, that is its place.
            cell.earliest = record.arrival
            cell.enteredAt = nil
        }
        entered(booked: &cell)
        if island == nil, cell.learn(place: record.arrival, in: turn) { store(cell) }
        contacts[record.number] = cell
        if let enteredAt = cell.enteredAt, island == nil, usualCommitAt != context.now.monotonic {
            // A log that was silent for long says nothing of what is usual; and all that has waited for it counts once.
            usualCommitAt = context.now.monotonic
            usualCommit += (min(context.now.monotonic - enteredAt, Timing.stall) - usualCommit) / 16
        }
        if cell.endedAt == nil {
            // Of a later version something else was told already: moved, offered, or served by an island.
            let isFirst = cell.version == 1
            if cell.dueAt != nil {
                let news = ContactNews(kind: .scheduled(why: nil), cell: cell, at: context.time)
                if isFirst { output.append(.contactNews(news)) }
                return answerEnqueues(record.number, context)
            }
            // Who is offered already waits for nobody, and is told of no wait.
            let outlook = context.engine.outlook(of: record.number)
            if isFirst || cell.phase == .waiting {
                let place = outlook?.position ?? 1
                let estimateMs = cell.told.tell(outlook, at: context.time)
                let kind: ContactNews.Kind =
                    isFirst
                    ? .queued(position: place, estimatedWaitMs: estimateMs)
                    : .position(place, estimatedWaitMs: estimateMs)
                output.append(.contactNews(ContactNews(kind: kind, cell: cell, at: context.time)))
            }
            cell.toldPosition = outlook?.position ?? 0
            cell.toldAt = context.now.monotonic
            contacts[record.number] = cell
            watchPosition(record.number, context)
        }
        answerEnqueues(record.number, context)
    }

    /// A late copy of a command brought in a contact whose client was told that it is not: nobody is
    /// there to be served.
    mutating func refuseEntry(of record: ContactRecord, _ turn: Turn, _ context: HomeContext) {
        // A later word of it may have come in with it.
        let turn = context.engine.progress(of: record.number).map { max($0.turn, turn) } ?? turn
        var cell = ContactCell(
            record: record, turn: turn, phase: .ended(.rejected), version: 1, fingerprint: [])
        cell.endedAt = context.time
        cell.isInLog = true
        contacts[record.number] = cell
        if numberByID[record.id] == nil { numberByID[record.id] = record.number }
        store(cell)
        report(record.number, context)
    }

    /// The log has a word of this home.
    private mutating func reported(_ report: ContactReport, _ context: HomeContext) {
        guard stage == .active, report.phase == .waiting, contacts.has(report.number) else { return }
        if let restartedAt = report.restartedAt { learnPlace(of: report.number, in: report.turn, restartedAt) }
        // It came in late, and a word from before its client was told that it is not came behind it.
        guard contacts.endedAt(report.number) != nil, let cell = contacts[report.number], cell.isUnheard,
            cell.turn < report.turn
        else { return }
        refuseEntry(of: cell.record, report.turn, context)
    }

    /// A contact that waits anew waits from the instant that the log says: the owner's time may have been behind this
    /// home's.
    private mutating func learnPlace(of number: ContactNumber, in turn: Turn, _ place: PoolInstant) {
        guard var cell = contacts[number], cell.learn(place: place, in: turn) else { return }
        contacts[number] = cell
        store(cell)
    }

    /// The same from what the log has come to, of a contact whose words were missed.
    mutating func learnPlace(of number: ContactNumber, _ context: HomeContext) {
        // In a conversation it has no place, and what the log has of it may be from before it waited anew.
        guard let known = context.engine.progress(of: number), known.rank == 0,
            let place = context.engine.arrival(of: number)
        else { return }
        learnPlace(of: number, in: known.turn, place)
    }

    /// Answers who waits for a contact's place.
    mutating func answerEnqueues(_ number: ContactNumber, _ context: HomeContext) {
        for token in enqueueTokens[number] ?? [] { replyContact(token, number, context) }
        if !isPlanted(.answersTwice) { enqueueTokens[number] = nil }
    }

    private mutating func siteDetached(_ detached: SiteID, _ context: HomeContext) {
        guard stage == .active else { return }
        if detached == site { reportEverything(context) } else { voidHolds(for: detached, context) }
        reviewFirst(context)
    }

    /// Learns which numbers it may give out.
    mutating func learnNumbers(_ context: HomeContext) {
        source.learn(context.engine.ranges(site: site, incarnation: incarnation))
    }

    private mutating func agentEntered(_ report: AgentReport, _ context: HomeContext) {
        // While the log is read from its past, the cells know more; where the agent is in the end is looked at then.
        guard stage == .active else { return }
        if report.site == site {
            loggedIn(report, context)
        } else if let cell = agents[report.agent], !cell.hasMoved {
            agentMoved(cell, context)
        }
    }

    private mutating func configured(_ configuration: Configuration, _ request: UInt64, _ context: HomeContext) {
        applyProfiles(configuration, context)
        reviewRoom(context)
        reviewFirst(context)
        reviewClosed(context)
        commandSubjects[request] = nil
        guard let waiting = configureTokens.removeValue(forKey: request) else { return }
        reply(waiting.token, .configured(configuration, before: waiting.before))
    }
}

extension Event {
    /// Whether the log has kept somebody a slot.
    fileprivate var isSlotBooked: Bool { if case .slotBooked = self { true } else { false } }
}
