// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import QueueCore

// Wrapping up: how long it goes on, and what is said of the conversation, which belongs to the contact and travels to
// its home.
extension Home {
    mutating func wrapUp(
        _ order: WrapUpOrder, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext
    ) {
        let agent = order.agent
        guard let cell = agents[agent], !cell.hasMoved else { return reply(token, .refused(unknown(agent))) }
        heard(agent, context)
        guard !isRepeated(guarded, "wrapup", agent.text) else { return replyAgent(token, agent, context) }
        if let refusal = conflict(guarded, version: cell.version, state: cell.activity.word) {
            return reply(token, .refused(refusal))
        }
        let talk = cell.talks.last { $0.contact == order.contact }
        if let refusal = refuse(order, talk, cell, context) { return reply(token, .refused(refusal)) }
        if let refusal = cannotRemember(guarded, "wrapup", agent.text) { return reply(token, .refused(refusal)) }
        remember(guarded, "wrapup", agent.text, context)
        if let talk, let remark = order.remark(at: context.time, by: guarded.by) { say(remark, of: talk, context) }
        if let seat = cell.wrapUpBeside(of: order.contact) {
            if let extendMs = order.extendMs {
                extendSeat(agent, seat.offer.id, extendMs, context)
            } else {
                freeSeat(agent, seat.offer.id, context)
            }
        } else if cell.isWrapping(order.contact) {
            changeIdle(agent, context) { cell in
                cell.rest = order.extendMs.map { .wrapping(order.contact, milliseconds: $0) } ?? .ready
            }
            // From now, also where it is as long as it was.
            armRest(agent, context)
        }
        replyAgent(token, agent, context)
    }

    private func refuse(
        _ order: WrapUpOrder, _ talk: Talk?, _ cell: AgentCell, _ context: HomeContext
    ) -> Refusal? {
        let isWrapping = cell.isWrapping(order.contact)
        let isAtRest = cell.isAtRest(after: order.contact)
        guard isWrapping || talk != nil && (order.says || isAtRest) || isAtRest && !order.says else {
            let what = "\(order.agent) is \(cell.activity.word), not wrapping up \(order.contact)"
            return Refusal(.conflict, what, state: cell.activity.word)
        }
        if order.extendMs != nil, !isWrapping {
            let what = "\(order.agent) is not wrapping up \(order.contact): there is nothing to make longer"
            return Refusal(.conflict, what, field: "extendMs", state: cell.activity.word)
        }
        guard let talk, let rule = context.engine.configuration.topic(talk.topic)?.rules.dispositions else {
            return nil
        }
        if let disposition = order.disposition, !rule.allows(disposition) {
            let known = rule.known.joined(separator: ", ")
            return Refusal(.badRequest, "\(talk.topic) knows these dispositions: \(known)", field: "disposition")
        }
        let isMissing = rule.isRequired && isWrapping && order.extendMs == nil && !talk.isDisposed
        guard isMissing, order.disposition == nil else { return nil }
        return Refusal(.badRequest, "\(talk.topic) requires a disposition", field: "disposition")
    }

    /// The last word on a conversation counts; what it leaves out stays as it was said before.
    private mutating func say(_ said: Remark, of talk: Talk, _ context: HomeContext) {
        guard !isPlanted(.remarkForgotten) else { return self.say(.remark(said), talk.offer, toContact: true) }
        let before = unheardRemarks[talk.offer.id]?.remark
        let at = max(said.at, before.map { PoolInstant($0.at.milliseconds + 1) } ?? said.at)
        let remark = said.completed(by: before, at: at)
        let unheard = UnheardRemark(offer: talk.offer, remark: remark)
        unheardRemarks[talk.offer.id] = unheard
        writes.append(.put(.requests, key: StoreKey.remark(talk.offer.id), value: unheard.encoded()))
        if remark.disposition != nil, !talk.isDisposed { dispose(talk) }
        self.say(.remark(remark), talk.offer, toContact: true)
        timers.set(.remark(talk.offer.id), at: context.now.monotonic + Timing.askFirst)
    }

    private mutating func dispose(_ talk: Talk) {
        guard let index = agents[talk.offer.agent]?.talks.lastIndex(of: talk) else { return }
        agents[talk.offer.agent]?.talks[index].isDisposed = true
        guard let cell = agents[talk.offer.agent] else { return }
        writes.append(.put(.agents, key: StoreKey.agent(cell.agent), value: cell.encoded()))
    }

    /// Says it until the contact's home has it.
    mutating func repeatRemark(_ id: OfferID, _ context: HomeContext) {
        guard let unheard = unheardRemarks[id] else { return }
        say(.remark(unheard.remark), unheard.offer, toContact: true)
        timers.set(.remark(id), at: context.now.monotonic + Timing.askLast)
    }

    /// The contact's home has what was said at this instant.
    mutating func remarked(_ id: OfferID, at instant: PoolInstant) {
        guard let unheard = unheardRemarks[id], unheard.remark.at == instant else { return }
        unheardRemarks[id] = nil
        writes.append(.remove(.requests, key: StoreKey.remark(id)))
    }

    /// The contact's home keeps the last word on each conversation, and says that it has it. Of a contact that it has
    /// forgotten it keeps nothing.
    mutating func contactHears(_ remark: Remark, _ offer: Offer, _ context: HomeContext) {
        defer { say(.remarked(remark.at), offer, toContact: false) }
        guard let cell = contacts[offer.contact] else { return }
        let before = cell.remarks.first { $0.offer == offer.id }?.remark
        guard before.map({ $0.at < remark.at }) ?? true else { return }
        let kept = ContactRemark(
            offer: offer.id, agent: offer.agent, remark: remark.completed(by: before, at: remark.at))
        note(kept, of: offer.contact, context)
    }
}

extension Remark {
    /// The same at an instant, with what it leaves out as it was said before.
    fileprivate func completed(by before: Remark?, at instant: PoolInstant) -> Remark {
        Remark(
            at: instant, disposition: disposition ?? before?.disposition, note: note ?? before?.note, by: by)
    }
}

extension AgentCell {
    /// Whether the agent wraps up this contact.
    fileprivate func isWrapping(_ contact: ContactID) -> Bool {
        if wrapUpBeside(of: contact) != nil { return true }
        guard phase == .idle, case .wrapping(contact, _) = rest else { return false }
        return true
    }

    /// The wrap-up of a contact beside others.
    fileprivate func wrapUpBeside(of contact: ContactID) -> Seat? {
        seats.last { !$0.isTalking && $0.contact.id == contact }
    }

    /// Whether the agent has nothing to wrap up and serves nobody; of several contacts, whether not this one: then done
    /// is done.
    fileprivate func isAtRest(after contact: ContactID) -> Bool {
        guard seats.isEmpty else { return !connected.contains { $0.id == contact } }
        return phase == .idle && activity != .wrapping
    }

    /// Remembers a conversation that is over.
    mutating func remember(_ talk: Talk) {
        talks.append(talk)
        // What is in its wrap-up beside others may still be asked for its disposition.
        guard talks.count > Limits.talks else { return }
        let oldest = talks.firstIndex { talk in !seats.contains { $0.offer.id == talk.offer.id } }
        if let oldest { talks.remove(at: oldest) }
    }
}

extension WrapUpOrder {
    /// Whether it says anything of the conversation.
    fileprivate var says: Bool { disposition != nil || note != nil }

    fileprivate func remark(at instant: PoolInstant, by: AgentID?) -> Remark? {
        says ? Remark(at: instant, disposition: disposition, note: note, by: by) : nil
    }
}
