// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// What is in the log: one writer an epoch, the order exact at each offer, places kept, ends final.
extension Checker {
    mutating func logged(_ bytes: [UInt8]) {
        let batch: Batch
        do { batch = try Batch(decoding: bytes, with: authenticator) } catch {
            return violate("I13", "a message of the log does not read back: \(error)")
        }
        guard batch.previous == digest, batch.firstSequence == engine.sequence + 1 else {
            return violate(
                "I12", "batch \(batch.firstSequence) of epoch \(batch.epoch) is not chained to the one before")
        }
        let begins = if case .epochBegan? = batch.events.first ?? nil { true } else { false }
        guard batch.epoch == engine.epoch || begins && batch.epoch > engine.epoch else {
            return violate("I12", "a batch of epoch \(batch.epoch) after epoch \(engine.epoch) began")
        }
        guard batch.time >= engine.time else {
            return violate("I12", "batch \(batch.firstSequence) of epoch \(batch.epoch) is older than the one before")
        }
        for event in batch.events {
            guard let event else { continue }
            judge(event, at: batch.time)
            // Judged already, and no engine can fold it.
            if case .enqueued(let record, _) = event, engine.contact(record.number) != nil { return }
            let before = keyBefore(event)
            let touched = judgeSlots(event)
            engine.apply(event, at: batch.time)
            compareSlots(touched)
            if let before { judgePlace(event, before) }
        }
        digest = authenticator.digest(of: bytes)
    }

    private mutating func judge(_ event: Event, at time: PoolInstant) {
        switch event {
        case .epochBegan(let epoch, _):
            if !epochs.insert(epoch).inserted { violate("I12", "epoch \(epoch) begins a second time") }
            countTakeover()
        case .offered(let offer): judge(offer, at: time)
        case .enqueued(let record, _):
            name(record.number, record)
            guard !knowsWhoAsked || asked.contains(record.id.text) else {
                return violate("I2", "\(record.id) is in the log and nobody called")
            }
            if engine.isOver(record.number, site: record.site) {
                violate("I10", "\(record.number) enters the log after its end, or is not its site's")
            }
            judgeRedial(record, at: time)
            if !line.enter(record, sequence: engine.sequence + 1) {
                violate("I10", "\(record.number) enters the log again")
            }
        case .contactReported(let report):
            if engine.contact(report.number) == nil {
                violate("I10", "the log has a word of \(report.number) after its end")
            }
            if engine.contact(report.number)?.isOlder(than: report) == false {
                violate("O2", "the log takes an old word of \(report.number), of turn \(report.turn)")
            }
            noteAbandon(report, at: time)
            line.hear(report)
            ringing[report.number] = nil
            choice.hear(report, before: engine.contact(report.number))
        case .siteDetached(let site): if engine.waitingCount(of: site) > 0 { rarities.count(.detachedWithWaiting) }
        case .siteAttached: rarities.count(.attached)
        case .agentReported(let report):
            let before = engine.agent(report.agent)
            choice.hear(report, before: before, at: time)
            guard let known = before, known.site == report.site else { return }
            if (known.turn, known.rank, known.version) >= (report.turn, report.phase.rank, report.version) {
                violate("O2", "the log takes an old word of \(report.agent), of turn \(report.turn)")
            }
        case .homeTaken(let home): countTakeover(of: home)
        case .heirsListed(let site, let heirs):
            let before = engine.sites[site]?.heirs ?? []
            if !Set(heirs).isSubset(of: before) { rarities.count(.heirListed) }
            if !Set(before).isSubset(of: heirs) { rarities.count(.heirDropped) }
        case .rangeReserved(_, _, let range):
            if range.first < reservedUpTo { rarities.count(.rangeAdopted) }
            reservedUpTo = max(reservedUpTo, range.first + range.count)
        case .configured, .slotBooked: break
        }
    }

    private mutating func countTakeover() {
        lastTakeover = now
        guard engine.epoch > 0 else { return }
        rarities.count(.takeover)
        // Only the newest: who looks at all of them for a counter makes the run slow.
        for number in numbers.suffix(30) {
            if contacts[number]?.cell.isHeld == true { rarities.count(.takeoverWhileHeld) }
        }
        for slot in slots { if agents[slot]?.cell.isAccepted == true { rarities.count(.takeoverWhileAccepted) } }
    }

    private mutating func countTakeover(of home: HomeRecord) {
        guard let before = engine.sites[home.site]?.home, before.node != home.node else { return }
        rarities.count(.homeTakenOver)
        let isHeld = numbers.suffix(30).contains { number in
            contacts[number].map { $0.cell.isHeld && $0.cell.record.site == home.site } ?? false
        }
        if isHeld { rarities.count(.homeTakenOverWhileHeld) }
        let isRinging = slots.contains { slot in
            agents[slot]?.cell.offers.isEmpty == false && engine.agent(slot.agent)?.site == home.site
        }
        if isRinging { rarities.count(.homeTakenOverWhileRinging) }
    }

    /// I3, I4, I6, I7, I17, I19, I21: nobody better waited for that agent, who may be asked and has room, no other
    /// agent came first, and both were free.
    private mutating func judge(_ offer: Offer, at time: PoolInstant) {
        offered[offer.id] = now
        if !offerNames.insert(offer.id.description).inserted { violate("I5", "offer \(offer.id) is made twice") }
        guard let contact = engine.contact(offer.contact), let agent = engine.agent(offer.agent) else {
            return violate("I3", "an offer of nobody: \(offer.id)")
        }
        if let dueAt = contact.record.routing.dueAt {
            violate("W1", "\(offer.contact) is offered, and is due at \(dueAt.milliseconds)")
        }
        judgeReached(contact)
        let isFirst = contact.phase == .waiting
        if !isFirst { judgeRing(offer, contact, agent) }
        if agent.phase != .idle || !agent.isReady { violate("I4", "\(offer.agent) is offered while \(agent.phase)") }
        if contact.turn != offer.contactTurn {
            violate("S4", "\(offer.id) names turn \(offer.contactTurn) of a contact at \(contact.turn)")
        }
        if engine.sites[contact.record.site]?.isDetached != false || engine.sites[agent.site]?.isDetached != false {
            violate("O1", "\(offer.id) is an offer of or to a detached site")
        }
        let skipped = engine.sitesInOrder.filter(\.state.isDetached).map(\.site)
        let rules = engine.configuration
        let taken = agent.seats.map(\.channel)
        if let why = CheckedRoom.excess(of: contact.record.channel, beside: taken, agent.profile, rules) {
            violate("I21", "\(offer.contact) is offered to \(offer.agent), who would have too much: \(why)")
        }
        let profile = CheckedRoom.open(agent.profile, beside: taken, rules)
        if !line.isOpen(offer.contact, to: offer.agent, at: agent.site, profile, rules) {
            violate("I19", "\(offer.contact) is offered to \(offer.agent), who may not be asked")
        }
        let better = line.whoShouldCome(
            before: offer.contact, agent: offer.agent, at: agent.site, profile, skipping: skipped, rules)
        if let better { violate(better.rule, "\(offer.contact) is offered before \(better.number)") }
        line.leave(offer.contact)
        // Who joins a ring of all comes when they are free, and nobody in order.
        if isFirst || rules.topic(contact.record.topic)?.strategy == .ringProgressively {
            let first = choice.whoShouldCome(
                before: offer.agent, for: contact.record, among: engine.allAgents, skipping: skipped, by: rules,
                at: time)
            if let first { violate("I17", "\(offer.contact) is offered to \(offer.agent) before \(first)") }
        }
        choice.offered(offer)
        if isFirst {
            let level = agent.profile.topics.first { $0.topic == contact.record.topic }?.level
            ringing[offer.contact] =
                offer.isOfRing
                ? CheckedRing(first: offer, level: level, agents: [offer.agent], newestAt: now) : nil
        }
    }

    /// I3, I20: who is rung beside others is of the same ring, was not rung by it before, is not one too many, comes of
    /// no higher level where all are rung, and not before it is time where they are added one by one.
    private mutating func judgeRing(_ offer: Offer, _ contact: ContactState, _ agent: AgentState) {
        guard case .offered(let first) = contact.phase, first.sharesRing(with: offer) else {
            return violate("I3", "\(offer.contact) is offered while \(contact.phase)")
        }
        rarities.count(.ringJoined)
        guard let settings = engine.configuration.topic(contact.record.topic), var ring = ringing[offer.contact],
            ring.first.id == first.id
        else { return }
        defer {
            ring.agents.append(offer.agent)
            ring.newestAt = now
            ringing[offer.contact] = ring
        }
        let rule = settings.rules.ring ?? .usual
        if ring.agents.contains(offer.agent) { violate("I20", "\(offer.contact) rings \(offer.agent) again") }
        guard ring.agents.count < Int(rule.most) else {
            return violate("I20", "\(offer.contact) rings \(ring.agents.count + 1) of \(rule.most)")
        }
        let level = agent.profile.topics.first { $0.topic == contact.record.topic }?.level ?? 9
        switch settings.strategy {
        case .ringAll:
            if let most = ring.level, level > most {
                violate("I20", "\(offer.contact) rings \(offer.agent) of level \(level) beside level \(most)")
            }
        case .ringProgressively:
            // Clocks differ, and a home is told of an offer after the log.
            guard now - ring.newestAt < rule.everyMs * 500_000 else { return }
            violate(
                "I20", "\(offer.contact) rings \(offer.agent) \((now - ring.newestAt) / 1_000_000) ms after another")
        default: break
        }
    }

    private func keyBefore(_ event: Event) -> ContactState? {
        guard case .contactReported(let report) = event, report.phase == .waiting else { return nil }
        return engine.contact(report.number)
    }

    /// I8: a place changes only by a word that says so.
    private mutating func judgePlace(_ event: Event, _ before: ContactState) {
        guard case .contactReported(let report) = event, let after = engine.contact(report.number) else { return }
        if report.restartedAt != nil, knowsWhoAsked, !restarted.contains(before.record.id) {
            violate("I8", "\(report.number) waits anew, and nobody had asked for it")
        }
        guard report.restartedAt == nil else { return }
        if after.record.arrival != before.record.arrival || after.enteredAt != before.enteredAt {
            violate("I8", "\(report.number) lost its place in time")
        }
        guard report.priority == before.record.priority else { return }
        if after.key != before.key { violate("I8", "\(report.number) lost its place") }
    }
}

extension ContactCell {
    /// Whether an offer holds it.
    fileprivate var isHeld: Bool { if case .held = phase { true } else { false } }
}

extension AgentCell {
    /// Whether the desk has accepted and nothing is confirmed.
    fileprivate var isAccepted: Bool { if case .accepted = phase { true } else { false } }
}
