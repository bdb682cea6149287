// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// How a node comes to hold its site's home (protocol §6, B2).
extension Home {
    /// The log is read to its end: asks for the role. Returns why the store cannot be gone on with, if so.
    mutating func caughtUp(_ context: HomeContext) -> String? {
        guard stage == .reading else { return nil }
        if let home = context.engine.sites[site]?.home {
            if isOfAnotherNode(home) {
                becomeMember(context)
                return loss
            }
            if let why = unfit(toFollow: home, context.engine) { return why }
        }
        stage = .taking
        askForHome()
        timers.set(.report, at: context.now.monotonic + Timing.report)
        return nil
    }

    /// Asks the owner for the role.
    mutating func askForHome() {
        let record = HomeRecord(
            site: site, node: identity.node, term: 0, incarnation: incarnation, openCount: openCount)
        tellOwnerNow(.takeHome(record, rejoin: isRejoining), about: .home)
    }

    /// Whether another node of the site holds the home, and no operator has said that its store is lost.
    func isOfAnotherNode(_ home: HomeRecord) -> Bool {
        home.node != identity.node && home.incarnation != incarnation && !isRejoining
    }

    /// Why this store cannot go on from what the log knows of the site.
    private func unfit(toFollow home: HomeRecord, _ engine: Engine) -> String? {
        guard home.incarnation != incarnation else {
            let behind = (copy == nil ? numbersAreBehind(engine) : nil) ?? cellsAreBehind(engine)
            return behind.map { what in
                "\(what): the store's directory is an older copy of itself; put the newest one back, or, if it is lost "
                    + "for good, move this one away and start the node once with --rejoin"
            }
        }
        // Its cells are of a time when it held the home; a successor begins with nothing but the log.
        guard isRejoining, !contacts.isEmpty || !agents.isEmpty else { return nil }
        return
            "the store's directory held the home of \(site) once, and another one has since; move it away and start "
            + "the node with --rejoin and an empty one"
    }

    /// The store of a holder always knows at least what the log does of its numbers. If the log knows more, the disk is
    /// an old copy, whatever the operator says. Not so for who held the home before: its last numbers may have come to
    /// an heir's disk and not to its own.
    private func numbersAreBehind(_ engine: Engine) -> String? {
        let used = engine.highestUsed(site: site, incarnation: incarnation)
        guard used > source.mark else { return nil }
        return "the log has contact \(used), the store gave out numbers up to \(source.mark)"
    }

    /// The same of the site's cells; also of a copy of them.
    func cellsAreBehind(_ engine: Engine) -> String? {
        for known in engine.allAgents where known.site == site {
            // Without a cell only a login is all right: the node fell before it had stored it.
            guard let cell = agents[known.agent], !cell.hasMoved else { continue }
            guard (cell.turn, cell.reportedPhase?.rank ?? 0) < (known.turn, known.rank) else { continue }
            return "the store knows agent \(known.agent) at turn \(cell.turn), the log at \(known.turn)"
        }
        for number in engine.numbers(of: site) {
            guard let known = engine.progress(of: number) else { continue }
            // Without a cell only a contact that has not moved yet is all right: the node fell before it had stored it.
            let turn = contacts[number]?.turn ?? Turn(term: known.turn.term)
            let rank = contacts.reported(number)?.rank ?? 0
            guard (turn, rank) < known else { continue }
            let id = engine.contact(number)?.record.id.text ?? "\(number)"
            return "the store knows contact \(id) at turn \(turn), the log at \(known.turn)"
        }
        return nil
    }

    /// The log names the holder of this site's home.
    mutating func homeTaken(_ home: HomeRecord, _ context: HomeContext) {
        guard isOwn(home) else {
            if isPlanted(.twoHomes) { return heirs = [] }
            if stage == .reading { return }
            // An old holder that still confirmed would connect twice (protocol §9).
            guard isOfAnotherNode(home) else {
                if stage == .active { loss = "node \(home.node) holds the home of \(site) now" }
                // An earlier process of this node had asked for it as an heir.
                if stage == .member {
                    stage = .taking
                    askForHome()
                }
                return
            }
            return becomeMember(context)
        }
        guard stage != .active else { return }
        let wasCopy = stage == .member
        term = home.term
        stage = .active
        inTouchSince = context.time
        heldSince = context.engine.sites[site]?.reign ?? 0
        // What is asked under it may come yet: only a later list is another one.
        heirsListedAt = heldSince
        var writer = WireWriter(capacity: 10)
        writer.number(heldSince)
        writes.append(.put(.meta, key: StoreKey.held, value: writer.bytes))
        learnNumbers(context)
        if copy != nil {
            skipNumbers(context)
            copy = nil
            writes.append(.remove(.meta, key: StoreKey.copy))
        }
        adoptContacts(context)
        adoptAgents(context)
        output.append(.notice(.homeTaken(term: term, over: wasCopy)))
        restartCells(context)
        askForNumbers(context)
        timers.set(.sweep, at: context.now.monotonic + Timing.sweep)
        output.append(.serve(true))
    }

    /// Numbers of this store that came to heirs' disks before its own failed: whoever held the home since knows them.
    private mutating func skipNumbers(_ context: HomeContext) {
        let ranges = context.engine.ranges(site: site, incarnation: incarnation)
        var copied: UInt64 = 0
        for number in contacts.numbers where ranges.contains(where: { $0.contains(number) }) { copied = number.value }
        source.skip(upTo: max(copied, context.engine.highestUsed(site: site, incarnation: incarnation)))
        var writer = WireWriter(capacity: 10)
        writer.number(source.mark)
        writes.append(.put(.meta, key: StoreKey.numbers, value: writer.bytes))
    }

    private func isOwn(_ home: HomeRecord) -> Bool { home.incarnation == incarnation && home.openCount == openCount }

    /// Contacts the log has and the store does not: forwarded, and the node fell before it had stored them; or, for a
    /// successor, all of the site's. A successor begins every turn above any that ever was.
    private mutating func adoptContacts(_ context: HomeContext) {
        let missing = context.engine.numbers(of: site).filter { !contacts.has($0) }
            .compactMap { context.engine.contact($0) }
        // Where two have one id, the client of the older had been told that it is not, and came again.
        var newest: [ContactID: ContactNumber] = [:]
        for known in missing { newest[known.record.id] = known.record.number }
        for known in missing {
            guard newest[known.record.id] == known.record.number, isFree(known.record, at: context.time) else {
                refuseEntry(of: known.record, known.turn, context)
                continue
            }
            var cell = ContactCell(
                record: known.record, turn: max(known.turn, Turn(term: term)), phase: .waiting, version: 1,
                fingerprint: [])
            cell.wasConnected = known.wasAnswered
            cell.isAcknowledged = true
            cell.isInLog = true
            cell.isBooked = known.record.routing.slotAt != nil
            // It came to be scheduled, and nothing has happened since: its place is that of the instant it is due.
            if known.turn == Turn(term: known.turn.term), cell.call == nil {
                cell.restartedAt = known.record.routing.dueAt
            }
            if known.turn.term < term { succeed(known, &cell, context) }
            contacts[known.record.number] = cell
            numberByID[known.record.id] = known.record.number
            store(cell)
        }
    }

    /// Whether nobody of the store, whom a client may have been told of since, has the id of a contact of the log, and
    /// no client has cancelled it meanwhile.
    private func isFree(_ record: ContactRecord, at time: PoolInstant) -> Bool {
        guard earlyCancels[record.id] == nil else { return false }
        guard let number = numberByID[record.id], let cell = contacts[number] else { return true }
        guard let endedAt = cell.endedAt else { return false }
        return cell.isUnheard || endedAt.milliseconds < time.milliseconds - Limits.tombstoneMs
    }

    private mutating func succeed(_ known: ContactState, _ cell: inout ContactCell, _ context: HomeContext) {
        // Versions told by the lost store are unknown; beyond any it can have reached, clients see the gap and ask.
        cell.version = UInt64(term) << 20
        switch known.phase {
        case .waiting: break
        case .offered:
            output.append(.notice(.uncertain(contact: known.record.id, known.record.claim, why: "an offer was open")))
        case .connected(let offer, let agent):
            // What an island answered the log may know as it was before.
            if cell.record.asksMore { cell.record.routing.meetAgent() }
            cell.phase = .connected(
                Offer(
                    id: offer, contact: known.record.number, contactSite: site, contactTurn: known.turn, agent: agent,
                    agentSite: context.engine.agent(agent)?.site ?? site, agentTurn: Turn(0), timeoutMs: 0))
            output.append(
                .notice(.uncertain(contact: known.record.id, known.record.claim, why: "it was in conversation")))
        }
    }

    /// Agents the log has and the store does not: logged in, and the node fell before it had stored it; or a
    /// successor's. Intent from the log, unreachable until they are heard.
    private mutating func adoptAgents(_ context: HomeContext) {
        for known in context.engine.allAgents where known.site == site && agents[known.agent]?.hasMoved ?? true {
            let isLost = known.turn.term < term
            // A cell that kept the turn of an agent who has come back since.
            let kept = agents[known.agent]
            let turn = isLost ? Turn(term: term) : known.turn.next
            var cell = AgentCell(
                agent: known.agent, turn: max(turn, kept?.turn ?? turn), profile: known.profile, since: context.time)
            cell.profile.node = identity.node
            cell.intent = known.intent
            cell.reason = known.reason
            cell.version =
                max(isLost ? UInt64(term) << 20 : known.version, kept?.version ?? 0)
                + 1
            cell.rest = .unreachable
            agents[known.agent] = cell
            if kept == nil { agentOrder.append(known.agent) }
            writes.append(.put(.agents, key: StoreKey.agent(known.agent), value: cell.encoded()))
        }
        agentOrder.sort()
    }

    /// B2: every cell goes on as stored, its timers from the start; what the log does not have is reported.
    private mutating func restartCells(_ context: HomeContext) {
        // Where very many wait, they are not all looked at first in the same turn.
        for (place, number) in contacts.numbers.enumerated() {
            restart(number, after: Int64(place / Limits.looksTogether) * Timing.looksApart, context)
        }
        restartConsults(context)
        for agent in agentOrder { restart(agent, context) }
        for id in farewells.keys.sorted() { timers.set(.farewell(id), at: context.now.monotonic) }
        for id in unheardRemarks.keys.sorted() { timers.set(.remark(id), at: context.now.monotonic) }
        if !isPlanted(.restartForgetsReports) { reportEverything(context) }
    }

    /// The log went on without this node, which has only its state now: looks at what the missed events would have
    /// said.
    mutating func resume(_ context: HomeContext) {
        guard let home = context.engine.sites[site]?.home, stage != .reading else { return }
        homeTaken(home, context)
        guard stage == .active, loss == nil else { return }
        if let state = context.engine.sites[site] { heirsListed(state.heirs, at: state.listedAt) }
        learnNumbers(context)
        applyProfiles(context.engine.configuration, context)
        reviewRoom(context)
        for number in context.engine.numbers(of: site) {
            let isInLog = contacts[number]?.isInLog
            if isInLog != true, let known = context.engine.contact(number) {
                guard isInLog == false else {
                    refuseEntry(of: known.record, known.turn, context)
                    continue
                }
                entered(known.record, known.turn, context)
            }
            learnPlace(of: number, context)
            for offer in context.engine.openOffers(of: number) { contactHears(offer: offer, context) }
        }
        let present = Set(agentOrder.filter { agents[$0]?.hasMoved != true })
        adoptAgents(context)
        for agent in agentOrder where !present.contains(agent) { restart(agent, context) }
        for known in context.engine.allAgents {
            guard let cell = agents[known.agent], !cell.hasMoved else { continue }
            if known.site != site {
                agentMoved(cell, context)
            } else if case .offered(let offer) = known.phase {
                agentHears(offer: offer, context)
            }
        }
        reviewFirst(context)
        reportEverything(context)
    }

    private mutating func restart(_ number: ContactNumber, after pause: Int64, _ context: HomeContext) {
        guard contacts.has(number), contacts.endedAt(number) == nil else { return }
        let arrival = context.engine.arrival(of: number)
        contacts[number]?.isInLog = arrival != nil
        if let arrival { contacts[number]?.record.arrival = arrival }
        learnPlace(of: number, context)
        // The caller may have been told: not stored, so always assumed.
        contacts[number]?.isAcknowledged = true
        guard let cell = contacts[number] else { return }
        // Nearly all ask nothing.
        if cell.record.asksMore {
            restartRouting(number, isKnown: arrival != nil, after: pause, context)
        } else {
            watchPosition(cell, after: pause, context)
        }
        if let offer = cell.offer {
            contacts[number]?.agentAddress = context.engine.agent(offer.agent)?.profile.address
            if case .held = cell.phase {
                contacts[number]?.settleRing(context.engine, at: context.time)
                for open in contacts[number]?.openOffers ?? [] { watchOpen(open, after: 0, context) }
                watchRing(number, context)
            } else {
                timers.set(.askAgentHome(number, offer.id), at: context.now.monotonic)
            }
        }
        for offer in context.engine.openOffers(of: number) { contactHears(offer: offer, context) }
    }

    /// The same of a contact that asks something.
    private mutating func restartRouting(
        _ number: ContactNumber, isKnown: Bool, after pause: Int64, _ context: HomeContext
    ) {
        guard var cell = contacts[number] else { return }
        if isKnown { entered(booked: &cell) }
        cell.isAcknowledged = !cell.isUnbooked
        contacts[number] = cell
        if cell.dueAt == nil {
            watchPosition(cell, after: pause, context)
        } else if !isPlanted(.dueForgotten) {
            watchDue(number, context)
        }
        restartCall(cell, context)
        watchFirst(number)
        watchHandover(number, context)
    }

    private mutating func restart(_ agent: AgentID, _ context: HomeContext) {
        guard let cell = agents[agent], !cell.hasMoved else { return }
        if let known = context.engine.agent(agent), known.site != site { return agentMoved(cell, context) }
        agents[agent]?.heardAt = context.now.monotonic
        agents[agent]?.leftVersion = cell.isMovable ? cell.version : cell.version - min(1, cell.version)
        timers.set(.liveness(agent), at: context.now.monotonic + Timing.agentSilence)
        armRest(agent, context)
        armSeats(agent, context)
        for seat in cell.seats where seat.isTalking {
            timers.set(.askContactHome(agent, seat.offer.id), at: context.now.monotonic)
        }
        if let offer = cell.offer {
            timers.set(.askContactHome(agent, offer.id), at: context.now.monotonic)
            switch cell.phase {
            case .reserved:
                timers.set(.answer(agent, offer.id, ringing: false), at: context.now.monotonic + Timing.confirm)
            case .accepted: timers.set(.confirm(agent, offer.id), at: context.now.monotonic + Timing.confirm)
            case .busy, .idle: break
            }
        }
        if case .offered(let offer)? = context.engine.agent(agent)?.phase { agentHears(offer: offer, context) }
        // Another node may hold the home now, or the node have another name; an offer just taken goes before.
        if cell.profile.node != identity.node, agents[agent]?.phase == .idle {
            changeIdle(agent, context) { [identity] in $0.profile.node = identity.node }
        }
    }
}
