// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import PoolKit

// What a day's callers and agents are told, and what they make of it.
extension DayPlay {
    /// An event of a contact.
    mutating func hear(_ event: HeardContact, at nowMs: Int64) {
        isTold(at: nowMs)
        guard let index = DayNames.caller(event.id), callers.indices.contains(index) else { return }
        // One that comes again says what was; a position bears the version that is.
        guard event.word != .position, event.version > callers[index].version else { return }
        if missed(event.id, after: callers[index].version, before: event.version) {
            callers[index].missedSomething = true
            putBack(index)
        }
        callers[index].version = event.version
        order?.hears(event, of: index, at: nowMs)
        if callers[index].hasEnded {
            return findings.add(.twice, "\(event.id) is \(event.word.rawValue) after its end")
        }
        switch event.word {
        case .offered: callers[index].isRinging = true
        case .revoked, .requeued: putBack(index)
        case .connected: connect(index, event, at: nowMs)
        case .ended: end(index, event, at: nowMs)
        case .queued, .scheduled, .calling, .position, .relaxed, .noted, .consulting, .consulted, .conference,
            .consultEnded:
            break
        }
    }

    /// An event of an agent.
    mutating func hear(_ event: HeardAgent, at nowMs: Int64) {
        isTold(at: nowMs)
        guard let index = DayNames.shift(event.id), agents.indices.contains(index) else { return }
        if event.word == .offer { ring(event, index) }
        guard event.version > agents[index].version else { return }
        // What was missed may have ended what there was.
        if missed(event.id, after: agents[index].version, before: event.version) { agents[index].contact = nil }
        agents[index].version = event.version
        agents[index].seq = event.seq ?? agents[index].seq
        switch event.word {
        case .connected:
            if let other = agents[index].contact {
                findings.add(.twice, "\(event.id) is connected to \(event.contact ?? "–") while in one with \(other)")
            }
            agents[index].contact = event.contact
            // Asked while the agent was already taking it, the break comes afterwards.
            agents[index].breakEndsMs = nil
        case .ended:
            agents[index].contact = nil
            if agents[index].intent == .onBreak { beginBreak(index) }
        case .offer, .revoked, .state: break
        }
    }

    /// An answer.
    mutating func answer(_ token: UInt64, _ answer: Answer, at nowMs: Int64) {
        isTold(at: nowMs)
        guard let request = takePending(token) else { return }
        switch (answer.refusal, request.purpose) {
        case (nil, .enqueue(let index)):
            callers[index].isAcknowledged = true
            if !answer.isProvisional, !answer.isIsland { order?.placeIsTold(of: index, at: nowMs) }
        case (nil, _): break
        case (.unavailable?, _): putOff(request)
        // The caller hung up, or the conversation was over, by what another did meanwhile.
        case (.gone?, .accept): break
        case (let refusal?, let purpose):
            if case .enqueue(let index) = purpose { callers[index].isRefused = true }
            findings.add(.heard, "\(request.operation.rawValue) is refused: \(refusal.rawValue)")
        }
    }

    /// Something was not heard, or cannot be read.
    mutating func hearNothing(_ what: String) { findings.add(.heard, what) }

    /// Versions count by one, so that a gap shows.
    private mutating func missed(_ id: String, after last: Int, before next: Int) -> Bool {
        guard last > 0, next > last + 1 else { return false }
        findings.add(.heard, "\(id) was not heard between versions \(last) and \(next)")
        return true
    }

    private mutating func putBack(_ index: Int) {
        callers[index].isRinging = false
        callers[index].shift = nil
    }

    private mutating func connect(_ index: Int, _ event: HeardContact, at nowMs: Int64) {
        guard let shift = event.agent.flatMap(DayNames.shift), agents.indices.contains(shift) else {
            return findings.add(.heard, "\(event.id) is connected to \(event.agent ?? "–"), who is none of the day's")
        }
        if callers[index].fate != nil, !callers[index].missedSomething {
            findings.add(.twice, "\(event.id) is connected to \(event.agent ?? "–"), having spoken with another")
        }
        callers[index].isRinging = false
        callers[index].shift = shift
        callers[index].fate = Fate(waitMs: nowMs - plan.callers[index].arrivalMs, shift: shift)
        if callers[index].hasLeft { closeCalls.answeredWhileLeaving += 1 }
        converse(index, with: shift)
    }

    private mutating func end(_ index: Int, _ event: HeardContact, at nowMs: Int64) {
        callers[index].hasEnded = true
        callers[index].shift = nil
        if callers[index].fate == nil {
            callers[index].fate = Fate(waitMs: nowMs - plan.callers[index].arrivalMs, shift: nil)
        }
        let isAnswered = callers[index].fate?.isAnswered ?? false
        let expected: OutcomeWord = isAnswered ? .handled : .abandoned
        if event.outcome != expected, !callers[index].missedSomething {
            findings.add(.twice, "\(event.id) ends as \(event.outcome?.rawValue ?? "–"), not \(expected.rawValue)")
        }
    }

    private mutating func ring(_ event: HeardAgent, _ index: Int) {
        guard let offer = event.offer, agents[index].answered != offer else { return }
        agents[index].answered = offer
        if let caller = event.contact.flatMap(DayNames.caller), callers.indices.contains(caller) {
            let found = order?.isOffered(caller, seq: event.seq, agentSeq: agents[index].seq, channels: [.voice])
            if let found { findings.add(.order, found) }
        }
        accept(offer, index)
    }
}
