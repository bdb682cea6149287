// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// C12: a callback whose customer is called first is offered to nobody unless the customer was reached since the last
// attempt, and called no more often than its topic says. I8 says that it keeps its place.
extension Checker {
    /// What a home stores of a call.
    mutating func judgeCall(_ before: ContactCell, _ cell: ContactCell) {
        let number = cell.record.number
        let attempts = Int(cell.record.routing.callback?.attempts ?? 0)
        // What an island stored and its heirs never heard shows only with what comes after.
        guard cell.version == before.version + 1 else { return calls.failures[number] = attempts }
        // A remark comes with no entry of its own.
        let isNew = cell.timeline.last != before.timeline.last
        let last = isNew && cell.endedAt == nil ? cell.timeline.last : nil
        if last?.event == "scheduled", last?.why == "callbackFailed" {
            calls.failures[number, default: 0] += 1
            if before.calling != nil { rarities.count(.customerSilent) }
        }
        let failures = calls.failures[number, default: 0]
        if attempts != failures { violate("C12", "\(number) was not reached \(failures) times, and says \(attempts)") }
        if cell.timeline.last?.why == "closed", cell.dueAt != nil { rarities.count(.customerLate) }
        guard cell.call != before.call else { return }
        switch cell.call {
        case .calling:
            rarities.count(.customerCalled)
            // One that is on its way may still come.
            if !requests.values.contains(where: { $0.request.saysReached(cell.record.id) }) {
                calls.said.remove(cell.record.id)
            }
            let most = Int(engine.configuration.topic(cell.record.topic)?.rules.callback?.attempts ?? 1)
            if failures >= most { violate("C12", "\(number) is called \(failures + 1) times of \(most)") }
        case .reached:
            rarities.count(.customerReached)
            if case .connected = before.phase { return }
            guard !calls.said.contains(cell.record.id) else { return }
            violate("C12", "\(number) waits as reached, and nobody has said so")
        case .due, nil: break
        }
    }

    /// Nobody is offered a contact whose customer is not on the phone, where customers are called first.
    mutating func judgeReached(_ contact: ContactState) {
        let record = contact.record
        if record.routing.call == .reached { return rarities.count(.customerOffered) }
        // Who was in line when the configuration changed stays: that of a real log may have, and that of one whose end
        // was lost may have been away.
        guard record.channel == .callback, knowsWhoAsked, engine.generation == 1,
            engine.configuration.topic(record.topic)?.rules.customerRingMs != nil
        else { return }
        violate("C12", "\(record.number) is offered, and its customer is not on the phone")
    }

    /// Nobody is called for ever, or waits to be called beside an agent who is free where nobody else is called.
    func lateCall(_ number: ContactNumber, _ cell: ContactCell, _ slackMs: Int64) -> (String, String)? {
        if let until = cell.calling?.until {
            let isLate = engine.time.milliseconds - until.milliseconds > slackMs
            return isLate ? ("W2", "\(number) is called for ever") : nil
        }
        guard cell.call == .due, let since = cell.timeline.last?.at,
            engine.time.milliseconds - since.milliseconds > 2 * slackMs,
            !numbers.contains(where: { contacts[$0]?.cell.calling != nil })
        else { return nil }
        let ask = CheckedAsk(cell.record)
        let free = engine.allAgents.first { agent in
            guard agent.phase == .idle, agent.isReady, engine.sites[agent.site]?.isDetached == false else {
                return false
            }
            let open = CheckedRoom.open(agent.profile, beside: agent.seats.map(\.channel), engine.configuration)
            return ask.group(of: agent.agent, at: agent.site, open, engine.configuration) != nil
        }
        return free.map { ("W2", "\(number) is not called beside \($0.agent), who is idle") }
    }
}

extension HomeRequest {
    /// Whether it says of a contact that the customer is on the phone.
    fileprivate func saysReached(_ id: ContactID) -> Bool {
        if case .reached(let said, _) = self { said == id } else { false }
    }
}
