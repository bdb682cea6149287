// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// The agent's home, rules A1–A11 and its half of B1 (protocol §4). `revise` is the one place where a cell changes.
extension Home {
    /// A1, A2: an offer, from the log or inside HELD.
    mutating func agentHears(offer: Offer, _ context: HomeContext) {
        guard let cell = agents[offer.agent], !cell.isEngaged(in: offer) else { return }
        let isRash = isPlanted(.reserveIgnoresTurn) || isPlanted(.reserveWhileEngaged) && cell.offer != nil
        if cell.isOver(offer), !isRash { return sayWithdrawn(offer) }  // A2
        // A1: idle, the turn is still the offer's, and the agent wants to work.
        guard takes(offer), cell.isReady && cell.turn == offer.agentTurn || isRash else { return }
        guard let contact = context.engine.contact(offer.contact) else {
            // Offered and ended in one batch: nobody is there to ring for. Only a report frees the agent in the log.
            if cell.phase == .idle { changeIdle(offer.agent, context) { _ in } }
            return
        }
        // Nothing of the offer is over yet: without a new turn it would be the agent's last.
        guard isRash || cell.fits(contact.record.channel, context.engine.configuration.costs) else {
            if cell.phase == .idle { changeIdle(offer.agent, context) { _ in } }
            return
        }
        mutate(offer.agent) { cell in
            cell.phase = .reserved(offer)
            cell.contact = contact.record
            cell.isRinging = false
            cell.isConfirmed = false
            cell.askPause = Timing.askFirst
            // The version of the document that will show the offer; nobody sees it before HELD has come.
            cell.version += 1
            cell.isVersionUnseen = true
            cell.isVersionSpent = false
        }
        timers.set(.answer(offer.agent, offer.id, ringing: false), at: context.now.monotonic + Timing.confirm)
        timers.set(.askContactHome(offer.agent, offer.id), at: context.now.monotonic + Timing.askFirst)
        if heldEarly.removeValue(forKey: offer.agent) == offer.id { ring(offer, context) }
    }

    /// What the contact's home says of an offer.
    mutating func agentHears(_ word: AssignmentWord, _ offer: Offer, _ context: HomeContext) {
        switch word {
        case .gone, .taken: endFarewell(offer)
        case .ask, .held, .connected, .accept, .busy, .withdrawn, .remark, .remarked: break
        }
        guard let cell = agents[offer.agent] else {
            // Never logged in here, so never to be taken here: the log has another site's agent, or none.
            return
        }
        switch word {
        case .ask: answer(offer, cell)
        case .held: agentHearsHeld(offer, cell, context)
        case .connected(let version): agentHearsConnected(offer, version, cell, context)
        case .gone(let outcome): agentHearsGone(offer, outcome, cell, context)
        case .taken: agentHearsGone(offer, nil, why: "answeredElsewhere", cell, context)
        case .remarked(let instant): remarked(offer.id, at: instant)
        case .accept, .busy, .withdrawn, .remark: break  // an agent's home says these
        }
    }

    /// The answer to a question, from the cell. A reservation is not announced.
    private mutating func answer(_ offer: Offer, _ cell: AgentCell) {
        if cell.seat(of: offer) != nil, !isPlanted(.besideIsOver) { return say(.busy, offer, toContact: true) }
        switch cell.phase {
        case .accepted(let own) where own.id == offer.id: say(.accept, offer, toContact: true)
        case .busy(let own) where own.id == offer.id: say(.busy, offer, toContact: true)
        case .reserved(let own) where own.id == offer.id: break
        case .idle, .reserved, .accepted, .busy:
            if cell.isOver(offer) || isPlanted(.withdrawnOfUnseenOffer) { sayWithdrawn(offer) }  // A2
        }
    }

    private mutating func agentHearsHeld(_ offer: Offer, _ cell: AgentCell, _ context: HomeContext) {
        if cell.isEngaged(in: offer) {
            if cell.phase == .reserved(offer), !cell.isRinging { ring(offer, context) }
            return
        }
        // HELD says that the offer is committed; it may come before this node has read so in the log.
        if !cell.isOver(offer), context.engine.contact(offer.contact) == nil {
            if heldEarly.count > Limits.pendingRequests { heldEarly.removeAll() }
            heldEarly[offer.agent] = offer.id
            return
        }
        heldEarly[offer.agent] = cell.isOver(offer) ? nil : offer.id
        agentHears(offer: offer, context)
    }

    /// The contact is held: now, and not before, the desk rings.
    private mutating func ring(_ offer: Offer, _ context: HomeContext) {
        endEarlierTalks(of: offer, context)
        // Something else was told of the agent since the reservation: the offer is the next version.
        if agents[offer.agent]?.isVersionSpent == true {
            mutate(offer.agent) { cell in
                cell.version += 1
                cell.isVersionSpent = false
            }
        }
        // Nothing else of this is stored: the reservation is, and its version with it.
        agents[offer.agent]?.isRinging = true
        agents[offer.agent]?.isVersionUnseen = false
        agents[offer.agent]?.since = context.time
        agents[offer.agent]?.expiresAt = PoolInstant(context.time.milliseconds + offer.timeoutMs)
        tell(offer.agent, .offer(offer, again: false), context)
        let end = context.now.monotonic + offer.timeoutMs * Timing.millisecond
        timers.set(.answer(offer.agent, offer.id, ringing: true), at: end)
        timers.set(.offerAgain(offer.agent, offer.id), at: context.now.monotonic + Timing.offerAgain)
        // A3: they have said so already, in the consult.
        if agents[offer.agent]?.contact?.routing.handover != nil { acceptOffer(offer, context) }
    }

    private mutating func agentHearsConnected(
        _ offer: Offer, _ version: UInt64, _ cell: AgentCell, _ context: HomeContext
    ) {
        if let index = cell.seats.firstIndex(where: { $0.offer.id == offer.id && $0.isTalking }) {
            agents[offer.agent]?.seats[index].contactVersion = version
            agents[offer.agent]?.seats[index].isConfirmed = true
            return say(.busy, offer, toContact: true)
        }
        if cell.isEngaged(in: offer) { agents[offer.agent]?.contactVersion = version }
        let costs = context.engine.configuration.costs
        switch cell.phase {
        case .accepted(let own) where own.id == offer.id || isPlanted(.connectedIgnoresOffer):  // A5
            revise(offer.agent, context, .connected(own)) { cell in
                cell.phase = .busy(own)
                cell.unanswered = 0
                cell.askPause = Timing.askFirst
                cell.isConfirmed = true
                // Who has others goes on being busy.
                if !cell.seats.contains(where: \.isTalking) { cell.since = context.time }
                cell.expiresAt = nil
                cell.isRinging = false
                Self.makeRoom(&cell, costs)
            }
            say(.busy, offer, toContact: true)
            timers.set(.askContactHome(offer.agent, offer.id), at: context.now.monotonic + Timing.askEngaged)
            answerAccepts(offer, context)
        case .busy(let own) where own.id == offer.id:
            agents[offer.agent]?.isConfirmed = true
            say(.busy, offer, toContact: true)
        case .idle, .reserved, .accepted, .busy:
            if cell.isOver(offer) { sayWithdrawn(offer) }  // A6
        }
    }

    private mutating func agentHearsGone(
        _ offer: Offer, _ outcome: Outcome?, why: String? = nil, _ cell: AgentCell, _ context: HomeContext
    ) {
        if cell.seat(of: offer) != nil { return endSeatTalk(offer, outcome ?? .transferred, context) }  // A8
        guard let own = cell.offer, own.id == offer.id || isPlanted(.goneIgnoresOffer) else { return }  // B3
        guard cell.phase == .busy(own) else {  // A8: the offer is over before anybody spoke
            refuseAccepts(offer.agent, why: why == nil ? "the contact is gone" : "another agent has the contact")
            return release(offer.agent, .ready, .revoked(offer.id, why: why ?? outcome?.word ?? "gone"), context)
        }
        endTalk(offer, outcome ?? .transferred, context)  // A8
    }

    /// A8, A10: the conversation is over; wrap-up follows.
    mutating func endTalk(_ offer: Offer, _ outcome: Outcome, _ context: HomeContext) {
        if agents[offer.agent]?.seat(of: offer) != nil { return endSeatTalk(offer, outcome, context) }
        guard let record = agents[offer.agent]?.contact else { return }
        let wrapUpMs = wrapUpMs(offer.agent, record, context)
        agents[offer.agent]?.remember(Talk(offer: offer, contact: record.id, topic: record.topic))
        let rest: AgentCell.Rest = wrapUpMs > 0 ? .wrapping(record.id, milliseconds: wrapUpMs) : .ready
        // Beside others, the wrap-up takes the contact's room only.
        guard agents[offer.agent]?.seats.isEmpty == false, wrapUpMs > 0 else {
            return release(offer.agent, rest, .ended(record.id, outcome), context)
        }
        release(
            offer.agent, .ready, .ended(record.id, outcome),
            wrapUp: Seat(offer: offer, contact: record, wrapUpMs: wrapUpMs),
            context)
        armSeats(offer.agent, context)
    }

    /// How long an agent wraps up after a contact.
    func wrapUpMs(_ agent: AgentID, _ record: ContactRecord, _ context: HomeContext) -> Int64 {
        // There is nothing to finish after a colleague's question.
        guard record.routing.consult == nil else { return 0 }
        let configuration = context.engine.configuration
        return configuration.agent(agent)?.wrapUpMs ?? configuration.topic(record.topic)?.wrapUpMs ?? 0
    }

    /// Release (A4, A7, A8, A9, A10): idle, the turn one higher. What the agent wanted for afterwards begins now.
    mutating func release(
        _ agent: AgentID, _ rest: AgentCell.Rest, _ kind: AgentNews.Kind, wrapUp: Seat? = nil, _ context: HomeContext
    ) {
        // Who was never rung is not told that the ringing ends.
        let isSecret = agents[agent].map { $0.isVersionUnseen || $0.isVersionSpent } ?? false
        revise(agent, context, isSecret ? .state : kind) { cell in
            cell.phase = .idle
            cell.turn = isPlanted(.releaseKeepsAgentTurn) ? cell.turn : cell.turn.next
            cell.rest = context.now.monotonic - cell.heardAt > Timing.agentSilence ? .unreachable : rest
            if let wrapUp { cell.seats.append(wrapUp) }
            cell.takeUpIntent()
            cell.isRinging = false
            cell.expiresAt = nil
            // Who has others goes on being busy.
            if !cell.isTalking { cell.since = context.time }
        }
        agents[agent]?.contact = nil
        armRest(agent, context)
    }

    /// A4: withdraws an open offer, whatever the reason.
    mutating func withdraw(
        _ offer: Offer, why: String, rest: AgentCell.Rest, cause: WithdrawCause? = nil, _ context: HomeContext
    ) {
        release(offer.agent, rest, .revoked(offer.id, why: why), context)
        if let cause { return bidFarewell(offer, cause, context) }
        say(.withdrawn(.released(why: why)), offer, toContact: true)
    }

    /// Sets the timer that ends a rest.
    mutating func armRest(_ agent: AgentID, _ context: HomeContext) {
        guard let cell = agents[agent] else { return }
        let length: Int64
        switch cell.rest {
        case .ready, .unreachable: return
        case .pausing(let milliseconds), .wrapping(_, let milliseconds), .notResponding(let milliseconds):
            length = milliseconds * Timing.millisecond
        }
        let endsAt = context.now.monotonic + length
        agents[agent]?.restEndsAt = endsAt
        timers.set(.restOver(agent, endsAt: endsAt), at: endsAt)
    }

    /// A11 and its like: a change of an idle agent. The turn grows, so that offers made before are over.
    mutating func changeIdle(_ agent: AgentID, _ context: HomeContext, _ change: (inout AgentCell) -> Void) {
        let rest = agents[agent]?.rest
        revise(agent, context, .state) { cell in
            precondition(cell.phase == .idle, "\(agent) is engaged")
            change(&cell)
            cell.turn = cell.turn.next
            cell.since = context.time
        }
        // Another intent makes no rest longer.
        if agents[agent]?.rest != rest { armRest(agent, context) }
    }

    /// Changes a cell, stores it, tells who watches it and, where the log should know, the owner.
    mutating func revise(
        _ agent: AgentID, _ context: HomeContext, _ kind: AgentNews.Kind, _ change: (inout AgentCell) -> Void
    ) {
        mutate(agent) { cell in
            change(&cell)
            if cell.isVersionUnseen { cell.isVersionUnseen = false } else { cell.version += 1 }
            if case .reserved = cell.phase, !cell.isRinging { cell.isVersionSpent = true }
            if cell.isMovable { cell.leftVersion = cell.version }
        }
        tell(agent, kind, context)
        report(agent, context)
    }

    /// Changes and stores a cell, and says nothing.
    private mutating func mutate(_ agent: AgentID, _ change: (inout AgentCell) -> Void) {
        guard var cell = agents[agent] else { preconditionFailure("no cell for agent \(agent)") }
        precondition(stage == .active, "a node that does not hold the home changes agent \(agent)")
        let turn = cell.turn
        change(&cell)
        precondition(cell.turn >= turn, "the turn of \(agent) went back")
        agents[agent] = cell
        writes.append(.put(.agents, key: StoreKey.agent(agent), value: cell.encoded()))
    }

    /// Tells who watches an agent.
    mutating func tell(_ agent: AgentID, _ kind: AgentNews.Kind, _ context: HomeContext) {
        guard let cell = agents[agent] else { return }
        let beside: ContactRecord? = if case .connected(let offer) = kind { cell.seat(of: offer)?.contact } else { nil }
        let news = AgentNews(kind: kind, view: view(cell, context), contact: beside ?? cell.contact, at: context.time)
        output.append(.agentNews(news))
    }

    /// The agent as clients see them.
    func view(_ cell: AgentCell, _ context: HomeContext) -> AgentView {
        AgentView(
            cell: cell, site: site, sequence: context.engine.sequence, costs: context.engine.configuration.costs,
            isAlone: island != nil)
    }

    // MARK: - Desks that wait for an accept

    mutating func answerAccepts(_ offer: Offer, _ context: HomeContext) {
        for token in acceptTokens.removeValue(forKey: offer.agent) ?? [] { replyConnected(token, offer, context) }
    }

    mutating func refuseAccepts(_ agent: AgentID, why: String) {
        for token in acceptTokens.removeValue(forKey: agent) ?? [] {
            reply(token, .refused(Refusal(.gone, why)))
        }
    }
}
