// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// Contacts that ask for more agents as they wait, and callers who hang up to be called: what their homes report, as the
// contract has it of `relax`, `contact.callback` and `appointments`.
extension AnsweringPool {
    /// When a contact that waits takes the next relax step of its topic, milliseconds of pool time; nil when there is
    /// none left.
    func nextStepMs(_ number: ContactNumber) -> Int64? {
        guard hasRules, let record = engine.contact(number)?.record else { return nil }
        let steps = rules(of: record.topic).relax
        let taken = Int(record.routing.steps)
        return taken < steps.count ? record.arrival.milliseconds + steps[taken].afterMs : nil
    }

    /// A contact that waits takes its next step, and keeps its place; with the conversation, if that finds somebody.
    mutating func relax(_ number: ContactNumber) -> Conversation? { report(number, .waiting) { $0.steps += 1 } }

    /// A caller who waits hangs up and keeps the place.
    mutating func callBack(_ number: ContactNumber) -> Conversation? {
        report(number, .waiting) { $0.callback = Callback() }
    }

    /// A caller who waits hangs up for the first slot that is free; returns when that begins, milliseconds of pool
    /// time, or nil when none is free, and the caller waits on.
    mutating func book(_ number: ContactNumber) -> Int64? {
        guard let known = engine.contact(number), let rule = rules(of: known.record.topic).appointments else {
            return nil
        }
        let end = PoolInstant(nowMs + Int64(rule.days) * AppointmentRule.dayMs + 1)
        let free = engine.freeSlots(
            known.record.topic, .callback, from: PoolInstant(nowMs + 1), until: end, limit: 1)
        guard let slotAt = free.slots.first?.at else { return nil }
        dueByContact[number] = nil
        step(.bookSlot(number, turn: known.turn, isConnected: false, slotAt))
        report(number, .waiting, priority: rule.priority, restartedAt: slotAt) { routing in
            routing.callback = Callback()
            routing.slotAt = slotAt
            routing.dueAt = slotAt
        }
        return slotAt.milliseconds
    }

    /// The time of a contact that was scheduled has come: an appointment has the place of that time, who is called
    /// again the one they had.
    mutating func becomeDue(_ number: ContactNumber) -> Conversation? {
        report(number, .waiting, restartedAt: engine.contact(number)?.record.routing.slotAt) { routing in
            routing.slotAt = nil
            routing.dueAt = nil
        }
    }

    /// A customer whom an agent has called does not answer; returns when they are called again, milliseconds of pool
    /// time, or nil when that was the last time.
    mutating func miss(_ number: ContactNumber) -> Int64? {
        guard let record = engine.contact(number)?.record else {
            preconditionFailure("contact \(number) is over, and its customer was called")
        }
        let missed = (record.routing.callback?.attempts ?? 0) + 1
        guard let rule = rules(of: record.topic).callback, missed < rule.attempts else {
            end(number, .callbackFailed)
            return nil
        }
        let retryAt = PoolInstant(nowMs + rule.retryAfterMs)
        let hours = engine.configuration.hours(of: record.topic, .callback) ?? .always
        let dueAt = hours.isOpen(at: retryAt) ? retryAt : hours.nextOpening(after: retryAt) ?? retryAt
        report(number, .waiting) { routing in
            routing.callback?.attempts = missed
            routing.dueAt = dueAt
        }
        return dueAt.milliseconds
    }

    private func rules(of topic: TopicID) -> TopicRules { engine.configuration.topic(topic)?.rules ?? .none }
}
