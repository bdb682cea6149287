// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import PoolKit

// What is published, of own callers and agents and of all others.
extension LoadPart {
    /// An event of a contact.
    mutating func hear(_ event: HeardContact, at now: Int64) {
        guard let key = names.contact(event.id) else { return }
        figures.hearing.events += 1
        if key.attempt == 0 { orderCheck.hears(event, of: key.index, at: now) }
        // Each process looks at its share of the numbers, so that one that two contacts have is seen by one of them.
        if event.word == .queued, let claim = event.claim { hearClaim(claim, of: key) }
        guard order.isOwn(key.index) else { return }
        watched += 1
        guard var caller = callers[key] else { return hearAfterEnd(event, key) }
        let isNews = caller.check.isNews(event)
        if let finding = caller.check.hears(event) { figures.findings.add(finding.check, finding.what) }
        if event.word == .queued, let claim = event.claim { isTold(claim, &caller, key) }
        // One that comes again says what was, and moves nobody back.
        if isNews { follow(event, &caller, now) }
        callers[key] = caller
        if isNews, event.word == .ended { end(key, caller, now) }
    }

    /// An event of an agent.
    mutating func hear(_ event: HeardAgent, at now: Int64) {
        guard let agent = names.agent(event.id), agent < roster.count else { return }
        figures.hearing.events += 1
        let before = lastHeard[agent]
        if event.word == .offer, let key = event.contact.flatMap(names.contact) {
            hearOffer(of: key, event, agent, before, now)
        }
        if event.version > before?.version ?? 0 {
            lastHeard[agent] = LastHeard(at: now, version: event.version, seq: event.seq, isIdle: isIdle(event))
        }
        guard var desk = desks[agent] else { return }
        watched += 1
        let isNews = desk.check.isNews(event)
        if let finding = desk.check.hears(event) { figures.findings.add(finding.check, finding.what) }
        // The desk tells an offer that rings again from another by itself.
        let reaction = isNews || event.word == .offer ? desk.hears(event) : nil
        desks[agent] = desk
        if let reaction { react(reaction, agent, now) }
    }

    /// What was published cannot be read.
    mutating func hearUnreadable(_ what: String) { figures.findings.add(.document, what) }

    /// A site's connection was lost, or is back: what was said meanwhile is missed.
    mutating func hearNothing() {
        figures.hearing.disconnects += 1
        missSomething()
    }

    /// What could be said of those who wait and of idle agents is not certain any more.
    mutating func missSomething() {
        orderCheck.forgetWaiting()
        for agent in lastHeard.keys { lastHeard[agent]?.isIdle = false }
    }

    /// Whether sites are cut off, by the pool's stats or a site's own.
    mutating func hearIslands(_ areThere: Bool) {
        // The first word that they are over comes after the last who waited through them.
        if areThere || hasIslands { missSomething() }
        hasIslands = areThere
        figures.hearing.hadIslands = figures.hearing.hadIslands || areThere
    }

    /// Each process looks at its share of the numbers, so that one that two contacts have is seen by one of them.
    mutating func hearClaim(_ claim: String, of key: ContactKey) {
        guard order.isOwn(Int(claim) ?? 0), let what = claimCheck.hears(claim, of: key.index) else { return }
        figures.findings.add(.claim, what)
    }

    /// A contact has one number, whoever tells it; a redial that of the contact it continues.
    mutating func isTold(_ claim: String, _ caller: inout Caller, _ key: ContactKey) {
        defer { caller.claim = claim }
        guard let before = caller.claim, before != claim else { return }
        figures.findings.add(.claim, "\(names.contact(key)) has claim \(before), and is told \(claim)")
    }

    /// Whether an event says that the agent is free: without wrap-up an agent is when a conversation ends.
    private func isIdle(_ event: HeardAgent) -> Bool {
        switch event.word {
        case .state: event.activity == .idle
        case .ended:
            event.contact.flatMap(names.contact).map { order.wrapUps[plan.life($0.index).topic] == 0 } ?? false
        case .offer, .revoked, .connected: false
        }
    }

    /// A caller goes without ever having been offered: was there an agent for it all the time that an answer may take?
    mutating func countIfPassedOver(_ caller: Caller, _ now: Int64) {
        let since = now - pace.answerWithin
        guard caller.place == .waiting, !caller.wasOffered, caller.isAcknowledged, caller.due < since, !hasIslands
        else { return }
        let isFree = lastHeard.contains { agent, heard in
            heard.isIdle && heard.at < since && roster.serves(agent, caller.life)
        }
        if isFree { count(.passedOver, now) }
    }

    private mutating func hearAfterEnd(_ event: HeardContact, _ key: ContactKey) {
        guard let version = ended[key], event.version > version, event.word != .position else { return }
        let what = "\(event.id) is \(event.word.rawValue) in version \(event.version), after its end in \(version)"
        figures.findings.add(.twice, what)
    }

    private mutating func follow(_ event: HeardContact, _ caller: inout Caller, _ now: Int64) {
        switch event.word {
        case .queued: move(&caller, to: caller.place == .calling ? .waiting : caller.place)
        case .offered: move(&caller, to: .offered)
        case .revoked, .requeued, .scheduled:
            count(.putBack, now)
            move(&caller, to: .waiting)
        case .connected: connect(&caller, now)
        case .ended: move(&caller, to: .connected)
        case .position, .calling, .relaxed, .noted, .consulting, .consulted, .conference, .consultEnded: break
        }
    }

    private mutating func connect(_ caller: inout Caller, _ now: Int64) {
        guard caller.place != .connected else { return }
        move(&caller, to: .connected)
        count(.connected, now)
        time(.wait, now - caller.due, isMeasured: caller.isMeasured)
        mutateInterval(now) { $0.wait.record(now - caller.due) }
    }

    private mutating func move(_ caller: inout Caller, to place: Caller.Place) {
        waiting += (place == .waiting ? 1 : 0) - (caller.place == .waiting ? 1 : 0)
        caller.place = place
    }

    /// A contact is over.
    mutating func end(_ key: ContactKey, _ caller: Caller, _ now: Int64) {
        if caller.place == .waiting { waiting -= 1 }
        callers[key] = nil
        ended[key] = caller.check.endVersion ?? .max
        figures.hearing.gaps += caller.check.gaps
        count(caller.check.wasConnected ? .handled : .left, now)
        guard caller.hasLeft, phase == .loading, key.attempt < caller.life.redials.count else { return }
        let again = now + caller.life.redials[key.attempt]
        guard again < begin + pace.end else { return }
        agenda.add(
            .redial(ContactKey(index: key.index, attempt: key.attempt + 1), caller.life, claim: caller.claim), at: again
        )
    }

    private mutating func hearOffer(
        of key: ContactKey, _ event: HeardAgent, _ agent: Int, _ before: LastHeard?, _ now: Int64
    ) {
        if key.attempt == 0 {
            let channels = roster.group(agent).channels
            let found = orderCheck.isOffered(key.index, seq: event.seq, agentSeq: before?.seq, channels: channels)
            if let found { figures.findings.add(.order, found) }
        }
        guard var caller = callers[key], !caller.wasOffered else { return }
        caller.wasOffered = true
        if caller.place != .connected { move(&caller, to: .offered) }
        callers[key] = caller
        count(.offered, now)
        let free = max(caller.due, before?.at ?? caller.due)
        time(.offer, now - free, isMeasured: caller.isMeasured)
        mutateInterval(now) { $0.offer.record(now - free) }
        recent.offer.record(now - free)
    }

    // MARK: - At the desks

    private mutating func react(_ reaction: Desk.Reaction, _ agent: Int, _ now: Int64) {
        switch reaction {
        case .accept(let offer, let after): agenda.add(.accept(agent: agent, offer: offer), at: now + after)
        case .reject(let offer, let after): agenda.add(.reject(agent: agent, offer: offer), at: now + after)
        case .ignore: break
        case .converse(let contact, let acceptDue): converse(contact, acceptDue, now)
        case .finish(let contact): finish(contact, agent, now)
        case .rest(let wrapUpDue): time(.wrapUp, now - wrapUpDue, isMeasured: isMeasured(wrapUpDue))
        case .comeBack(let after):
            count(.notAnswered, now)
            agenda.add(.comeBack(agent: agent), at: now + after)
        }
    }

    private mutating func converse(_ contact: String, _ acceptDue: Int64?, _ now: Int64) {
        guard let key = names.contact(contact) else { return }
        agenda.add(.end(key), at: now + plan.life(key.index).talk)
        if let acceptDue { time(.connect, now - acceptDue, isMeasured: isMeasured(acceptDue)) }
    }

    private mutating func finish(_ contact: String, _ agent: Int, _ now: Int64) {
        guard let key = names.contact(contact), phase < .leaving else { return }
        let life = plan.life(key.index)
        // The topic's own time ends a wrap-up that the agent would take longer for.
        guard life.wrapUp < order.wrapUps[life.topic] else { return }
        agenda.add(.wrapUp(agent: agent, contact: contact), at: now + life.wrapUp)
    }

    /// Whether figures are taken of what was due then, however late it came.
    func isMeasured(_ due: Int64) -> Bool { due >= begin + pace.measuredFrom && due <= begin + pace.end }
}
