// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// What a home does when time has passed. Each timer first looks whether it still means anything.
extension Home {
    /// Whether anything is due.
    func isDue(at now: Now) -> Bool { timers.next.map { $0 <= now.monotonic } ?? false }

    /// Does everything that is due.
    mutating func fire(_ context: HomeContext) {
        while let timer = timers.pop(dueBy: context.now.monotonic) { fire(timer, context) }
    }

    private mutating func fire(_ timer: HomeTimer, _ context: HomeContext) {
        if isBacklogged, timer.onlyRepeats { return timers.set(timer, at: context.now.monotonic + Timing.report) }
        switch timer {
        case .hold(let number, let offer): holdOver(number, offer, context)
        case .ringMore(let number, let newest): ringMore(number, newest, context)
        case .askAgentHome(let number, let offer): askAgentHome(number, offer, context)
        case .provisional(let number): answerProvisionally(number, context)
        case .position(let number): tellPosition(number, context)
        case .due(let number, let dueAt): lookWhetherDue(number, dueAt, context)
        case .handover(let number, let turn): handoverOver(number, turn, context)
        case .answer(let agent, let offer, let ringing): answerOver(agent, offer, ringing, context)
        case .confirm(let agent, let offer): confirmOver(agent, offer, context)
        case .askContactHome(let agent, let offer): askContactHome(agent, offer, context)
        case .farewell(let offer): repeatFarewell(offer, context)
        case .remark(let offer): repeatRemark(offer, context)
        case .offerAgain(let agent, let offer): offerAgain(agent, offer, context)
        case .restOver(let agent, let endsAt): restOver(agent, endsAt, context)
        case .seatOver(let agent, let offer, let endsAt): seatOver(agent, offer, endsAt, context)
        case .liveness(let agent): checkLiveness(agent, context)
        case .heirs: tendHeirs(context)
        case .report:
            reportAgain(context)
            tendCopy(context)
            timers.set(.report, at: context.now.monotonic + Timing.report)
        case .sweep:
            sweep(context)
            reviewFirst(context)
            timers.set(.sweep, at: context.now.monotonic + Timing.sweep)
        }
    }

    /// C8.
    private mutating func holdOver(_ number: ContactNumber, _ id: OfferID, _ context: HomeContext) {
        guard case .held? = contacts[number]?.phase, let offer = contacts[number]?.openOffer(id),
            !isPlanted(.noHoldTime)
        else { return }
        letGo(offer, why: "hold time over", context)
    }

    /// B1: while engaged, the contact's home keeps asking: often at first, seldom in conversation, never stopping.
    private mutating func askAgentHome(_ number: ContactNumber, _ id: OfferID, _ context: HomeContext) {
        guard let cell = contacts[number], let offer = cell.openOffer(id) else { return }
        guard !isPlanted(.noAskOnceConnected) || cell.phase == .held(offer) else { return }
        say(.ask, offer, toContact: false)
        let pause = cell.isConfirmed && cell.phase == .connected(offer) ? Timing.askEngaged : cell.askPause
        contacts[number]?.askPause = min(2 * cell.askPause, Timing.askLast)
        timers.set(.askAgentHome(number, id), at: context.now.monotonic + pause)
    }

    /// Looks at a contact's position in a while, or when a step is due or its topic loses patience, and only then: what
    /// was set before is over.
    mutating func watchPosition(_ number: ContactNumber, _ context: HomeContext) {
        guard let cell = contacts[number] else { return }
        watchPosition(cell, after: 0, context)
    }

    /// The same of a cell as it is.
    ///
    /// - Parameter pause: how much later than usual it need only be, nanoseconds.
    mutating func watchPosition(_ cell: ContactCell, after pause: Int64, _ context: HomeContext) {
        look(at: cell.record.number, dueAt(of: cell, context), after: pause, context)
    }

    private mutating func look(
        at number: ContactNumber, _ dueAt: Int64, after pause: Int64 = 0, _ context: HomeContext
    ) {
        let at = min(context.now.monotonic + Timing.position + pause, max(dueAt, context.now.monotonic))
        contacts[number]?.positionAt = at
        timers.set(.position(number), at: at)
    }

    /// When something of a waiting contact is due, monotonic; `Int64.max` for never.
    private func dueAt(of cell: ContactCell, _ context: HomeContext) -> Int64 {
        var leastMs = patienceLeftMs(cell, context) ?? .max
        if let at = Self.nextStepAt(cell, context) {
            leastMs = min(leastMs, at.milliseconds - context.time.milliseconds)
        }
        if let until = Self.firstUntil(cell.record) {
            leastMs = min(leastMs, until.milliseconds - context.time.milliseconds)
        }
        return leastMs == .max ? .max : context.now.monotonic + leastMs * Timing.millisecond
    }

    private mutating func tellPosition(_ number: ContactNumber, _ context: HomeContext) {
        guard let due = contacts[number], due.phase == .waiting, due.dueAt == nil,
            due.positionAt <= context.now.monotonic
        else { return }
        let departures = context.engine.departures(around: number)
        // Where many wait, hardly anybody has come forward since: the rest of this is spared.
        if departures != nil, departures == due.seenDepartures, due.toldPosition > 0, !due.record.asksMore {
            let dueAt = dueAt(of: due, context)
            let isTold = context.now.monotonic - due.toldAt < Timing.positionAgain
            if isTold, dueAt > context.now.monotonic { return look(at: number, dueAt, context) }
        }
        guard !losePatience(number, context) else { return }
        endFirst(number, context)
        relax(number, context)
        watchPosition(number, context)
        contacts[number]?.seenDepartures = departures
        guard var cell = contacts[number], let outlook = context.engine.outlook(of: number) else { return }
        let isBetter = cell.toldPosition == 0 || outlook.position < cell.toldPosition
        guard isBetter || context.now.monotonic - cell.toldAt >= Timing.positionAgain else { return }
        cell.toldPosition = outlook.position
        cell.toldAt = context.now.monotonic
        let estimateMs = cell.told.tell(outlook, at: context.time)
        contacts[number] = cell
        let kind = ContactNews.Kind.position(outlook.position, estimatedWaitMs: estimateMs)
        output.append(.contactNews(ContactNews(kind: kind, cell: cell, at: context.time)))
    }

    /// A4: no answer; or the contact was not held in time, which is nobody's fault.
    private mutating func answerOver(_ agent: AgentID, _ id: OfferID, _ ringing: Bool, _ context: HomeContext) {
        guard let cell = agents[agent], case .reserved(let offer) = cell.phase, offer.id == id,
            cell.isRinging == ringing, !isPlanted(.noDeadline)
        else { return }
        guard ringing else { return withdraw(offer, why: "not held", rest: .ready, context) }
        agentDidNotAnswer(offer, context)
    }

    /// A7: the agent waits no longer for a contact whose home is silent, and is free for others.
    private mutating func confirmOver(_ agent: AgentID, _ id: OfferID, _ context: HomeContext) {
        guard case .accepted(let offer)? = agents[agent]?.phase, offer.id == id, !isPlanted(.noConfirmTime) else {
            return
        }
        refuseAccepts(agent, why: "the contact's site does not answer; the contact keeps its place")
        withdraw(offer, why: "not confirmed", rest: .ready, context)
    }

    /// B1: while engaged, the agent's home keeps asking.
    private mutating func askContactHome(_ agent: AgentID, _ id: OfferID, _ context: HomeContext) {
        guard let cell = agents[agent] else { return }
        if let index = cell.seats.firstIndex(where: { $0.offer.id == id && $0.isTalking }) {
            return askBeside(agent, index, context)
        }
        guard let offer = cell.offer, offer.id == id else { return }
        guard !isPlanted(.noAskOnceBusy) || cell.phase != .busy(offer) else { return }
        // An accept that was lost is said again by asking: the answer is HELD, and the offer is still accepted here.
        say(cell.phase == .accepted(offer) ? .accept : .ask, offer, toContact: true)
        let pause = cell.isConfirmed && cell.phase == .busy(offer) ? Timing.askEngaged : cell.askPause
        agents[agent]?.askPause = min(2 * cell.askPause, Timing.askLast)
        timers.set(.askContactHome(agent, id), at: context.now.monotonic + pause)
    }

    /// The same of a conversation beside.
    private mutating func askBeside(_ agent: AgentID, _ index: Int, _ context: HomeContext) {
        guard let seat = agents[agent]?.seats[index], !isPlanted(.noAskBeside) else { return }
        say(.ask, seat.offer, toContact: true)
        let pause = seat.isConfirmed ? Timing.askEngaged : seat.askPause
        agents[agent]?.seats[index].askPause = min(2 * seat.askPause, Timing.askLast)
        timers.set(.askContactHome(agent, seat.offer.id), at: context.now.monotonic + pause)
    }

    private mutating func offerAgain(_ agent: AgentID, _ id: OfferID, _ context: HomeContext) {
        guard let cell = agents[agent], case .reserved(let offer) = cell.phase, offer.id == id, cell.isRinging else {
            return
        }
        tell(agent, .offer(offer, again: true), context)
        timers.set(.offerAgain(agent, id), at: context.now.monotonic + Timing.offerAgain)
    }

    private mutating func restOver(_ agent: AgentID, _ endsAt: Int64, _ context: HomeContext) {
        guard let cell = agents[agent], cell.phase == .idle, cell.restEndsAt == endsAt, cell.rest.hasEnd else { return }
        changeIdle(agent, context) { $0.rest = .ready }
    }

    /// Silence makes an agent unreachable and takes back an open offer, but never ends a conversation.
    mutating func checkLiveness(_ agent: AgentID, _ context: HomeContext) {
        guard let cell = agents[agent], !cell.hasMoved else { return }
        let due = cell.heardAt + Timing.agentSilence
        guard context.now.monotonic >= due else { return timers.set(.liveness(agent), at: due) }
        timers.set(.liveness(agent), at: context.now.monotonic + Timing.second)
        switch cell.phase {
        case .idle:
            guard cell.rest != .unreachable, cell.intent != .offline else { return }
            changeIdle(agent, context) { cell in
                cell.interruptedRest = cell.rest
                cell.rest = .unreachable
            }
        case .reserved(let offer): withdraw(offer, why: "agent unreachable", rest: .unreachable, context)
        case .accepted, .busy: break
        }
    }

    /// Forgets ended contacts that the log knows as such and cancels after 24 hours, requests after ten minutes.
    private mutating func sweep(_ context: HomeContext) {
        let memoryMs = isPlanted(.sweepForgetsUnreported) ? 0 : Limits.tombstoneMs
        let oldest = PoolInstant(context.time.milliseconds - memoryMs)
        if endsFrom < oldest { sweepContacts(endedBefore: oldest, context) }
        let kept = cancelOrder.firstIndex { earlyCancels[$0].map { $0 >= oldest } ?? false } ?? cancelOrder.count
        for id in cancelOrder[..<kept] {
            earlyCancels[id] = nil
            writes.append(.remove(.requests, key: StoreKey.cancel(id)))
        }
        cancelOrder.removeFirst(kept)
        for key in memory.sweep(at: context.time) { writes.append(.remove(.requests, key: StoreKey.request(key))) }
    }

    private mutating func sweepContacts(endedBefore oldest: PoolInstant, _ context: HomeContext) {
        endsFrom = context.time
        var left = Limits.sweptAtOnce
        for number in contacts.numbers {
            guard let endedAt = contacts.endedAt(number) else { continue }
            guard endedAt < oldest, let cell = contacts[number],
                !cell.isReporting || isPlanted(.sweepForgetsUnreported)
            else {
                endsFrom = min(endsFrom, endedAt)
                continue
            }
            guard left > 0 else { return endsFrom = endedAt }
            left -= 1
            let id = cell.record.id
            contacts[number] = nil
            if numberByID[id] == number { numberByID[id] = nil }
            writes.append(.remove(.contacts, key: StoreKey.contact(number)))
        }
    }
}
