// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// What is in the log: one writer an epoch, the order exact at each offer, places kept, ends final.
extension Checker {
    mutating func logged(_ bytes: [UInt8]) {
        let authenticator = PlainAuthenticator()
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
        for event in batch.events {
            guard let event else { continue }
            judge(event)
            let before = keyBefore(event)
            engine.apply(event, at: batch.time)
            if let before { judgePlace(event, before) }
        }
        digest = authenticator.digest(of: bytes)
    }

    private mutating func judge(_ event: Event) {
        switch event {
        case .epochBegan: countTakeover()
        case .offered(let offer): judge(offer)
        case .enqueued(let record, _):
            name(record.number, record)
            guard asked.contains(where: { $0.hasSuffix("/\(record.id)") }) else {
                return violate("I2", "\(record.id) is in the log and nobody called")
            }
        case .contactReported(let report):
            if engine.contact(report.number) == nil {
                violate("I10", "the log has a word of \(report.number) after its end")
            }
        case .siteDetached(let site): if engine.waitingCount(of: site) > 0 { rarities.count(.detachedWithWaiting) }
        case .siteAttached: rarities.count(.attached)
        case .homeTaken, .configured, .rangeReserved, .agentReported: break
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

    /// I3, I4, I6, I7: nobody better waited for that agent, and both were free.
    private mutating func judge(_ offer: Offer) {
        offered.insert(offer.id)
        guard let contact = engine.contact(offer.contact), let agent = engine.agent(offer.agent) else {
            return violate("I3", "an offer of nobody: \(offer.id)")
        }
        if contact.phase != .waiting { violate("I3", "\(offer.contact) is offered while \(contact.phase)") }
        if agent.phase != .idle || !agent.isReady { violate("I4", "\(offer.agent) is offered while \(agent.phase)") }
        if contact.turn != offer.contactTurn {
            violate("S4", "\(offer.id) names turn \(offer.contactTurn) of a contact at \(contact.turn)")
        }
        for level in agent.profile.topics {
            guard let first = engine.waiting(level.topic, after: nil, limit: 1).first, first.key < contact.key else {
                continue
            }
            let rule = first.record.priority > contact.record.priority ? "I6" : "I7"
            violate(rule, "\(offer.contact) is offered before \(first.record.number)")
        }
    }

    private func keyBefore(_ event: Event) -> ContactState? {
        guard case .contactReported(let report) = event, report.phase == .waiting else { return nil }
        return engine.contact(report.number)
    }

    /// I8: a place changes only by a word that says so.
    private mutating func judgePlace(_ event: Event, _ before: ContactState) {
        guard case .contactReported(let report) = event, let after = engine.contact(report.number) else { return }
        guard report.restartedAt == nil, report.priority == before.record.priority else { return }
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
