// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
public import BrokerModel
import QueueCore

// Callbacks of topics whose customers are called before any agent is asked. Until the customer is on the phone the
// contact is scheduled: due, then called by whoever hears of it, then in line, at the place that it has.
extension Home {
    /// Milliseconds for which a topic's customers are called before any agent is asked; nil where agents call.
    func customerRingMs(_ topic: TopicID, _ context: HomeContext) -> Int64? {
        guard let settings = context.engine.configuration.topic(topic), settings.hasRules else { return nil }
        return settings.rules.customerRingMs
    }

    /// Whether a contact that would come into a topic's line now is called first.
    func mustCall(_ record: ContactRecord, in topic: TopicID? = nil, _ context: HomeContext) -> Bool {
        record.channel == .callback && record.routing.call != .reached
            && customerRingMs(topic ?? record.topic, context) != nil
    }

    /// A contact is due: its customer is called, or it comes into line.
    mutating func becomeDue(_ number: ContactNumber, _ context: HomeContext) {
        guard let cell = contacts[number] else { return }
        guard mustCall(cell.record, context) else { return enterLine(number, .due, context) }
        tellBeginning(cell, context)
        revise(number, context, .scheduled(why: TimelineEntry.due)) { cell in
            cell.turn = cell.turn.next
            cell.awaitCall(at: context.time)
        }
        watchDue(number, context)
    }

    /// A contact that was scheduled comes into line, at its place.
    mutating func enterLine(
        _ number: ContactNumber, _ kind: ContactNews.Kind, by: AgentID? = nil, _ context: HomeContext
    ) {
        guard let cell = contacts[number] else { return }
        tellBeginning(cell, context)
        revise(number, context, kind, by: by) { cell in
            cell.turn = cell.turn.next
            cell.enterLine(at: context.time)
            cell.record.routing.call = kind.isReached ? .reached : nil
            if kind.isReached, isPlanted(.reachedToTail) { cell.restartedAt = context.time }
            cell.told = .nothing
        }
        endFirst(number, context)
        watchPosition(number, context)
    }

    /// Looks whether it is time to call a customer.
    mutating func lookWhetherToCall(_ number: ContactNumber, _ context: HomeContext) {
        endFirst(number, context)
        guard let cell = contacts[number] else { return }
        guard let ringMs = customerRingMs(cell.record.topic, context) else { return enterLine(number, .due, context) }
        // Nobody is called at night.
        if let opensAt = nextOpening(for: cell, context) { return postpone(number, to: opensAt, context) }
        let untold = untoldCalls(cell.record.topic, context)
        guard context.engine.isCallNear(number, at: cell.turn, besides: untold) else {
            return watchDue(number, context)
        }
        revise(number, context, .calling(again: false)) { cell in
            cell.turn = cell.turn.next
            cell.record.routing.call = .calling(until: PoolInstant(context.time.milliseconds + ringMs))
        }
        callsUntold.append(number)
        watchDue(number, context)
    }

    /// When a contact's customer may be called where that is not now: when the topic opens, or another look is due.
    private func nextOpening(for cell: ContactCell, _ context: HomeContext) -> PoolInstant? {
        let record = cell.record
        guard let hours = closedHours(of: record.topic, record.channel, at: context.time, context) else { return nil }
        return hours.nextOpening(after: context.time) ?? PoolInstant(context.time.milliseconds + Self.closedForLongMs)
    }

    /// After so long it is looked again whether a topic opens that does not within a year.
    private static let closedForLongMs: Int64 = 86_400_000

    /// Other hours may be in force: whoever waits for an opening is called at an earlier one, if there is one now.
    /// Complexity: O(contacts), once a configuration in which customers are called first.
    mutating func reviewClosed(_ context: HomeContext) {
        let callsFirst = context.engine.configuration.topics.contains { $0.hasRules && $0.rules.customerRingMs != nil }
        guard stage == .active, callsFirst else { return }
        for number in contacts.numbers where contacts.endedAt(number) == nil {
            // Of nearly all cells no more is read than this, and none of them is copied.
            guard contacts[number]?.timeline.last?.why == TimelineEntry.closed, let cell = contacts[number],
                let dueAt = cell.dueAt, mustCall(cell.record, context)
            else { continue }
            let opensAt = nextOpening(for: cell, context) ?? context.time
            if opensAt < dueAt { postpone(number, to: opensAt, context) }
        }
    }

    private mutating func postpone(_ number: ContactNumber, to opensAt: PoolInstant, _ context: HomeContext) {
        if let cell = contacts[number] { tellBeginning(cell, context) }
        revise(number, context, .scheduled(why: TimelineEntry.closed)) { cell in
            cell.turn = cell.turn.next
            cell.record.routing.call = nil
            cell.record.routing.dueAt = opensAt
        }
        watchDue(number, context)
    }

    /// How many customers of a topic are called here of whom the log does not know it yet.
    private mutating func untoldCalls(_ topic: TopicID, _ context: HomeContext) -> Int {
        callsUntold.removeAll { number in
            guard let cell = contacts[number], cell.calling != nil else { return true }
            return context.engine.contact(number)?.turn == cell.turn
        }
        return callsUntold.count { contacts[$0]?.record.topic == topic }
    }

    /// Nobody has said within the time that the customer is on the phone.
    mutating func callOver(_ number: ContactNumber, _ context: HomeContext) {
        if isPlanted(.calledUnreached) { return enterLine(number, .reached, context) }
        callbackFailed(number, .nothing, context)
    }

    /// A home that has just been taken goes on with a call: whoever calls hears of it again.
    mutating func restartCall(_ cell: ContactCell, _ context: HomeContext) {
        guard cell.calling != nil else { return }
        callsUntold.append(cell.record.number)
        output.append(.contactNews(ContactNews(kind: .calling(again: true), cell: cell, at: context.time)))
    }

    /// The customer is on the phone.
    mutating func reached(_ id: ContactID, _ guarded: RequestGuard, _ token: UInt64, _ context: HomeContext) {
        if let refusal = cannotRemember(guarded, "reached", id.text) { return reply(token, .refused(refusal)) }
        guard let number = numberByID[id], let cell = contacts[number] else {
            return reply(token, .refused(Refusal(.notFound, "no contact \(id) at \(site)", field: "id")))
        }
        let isDone = cell.endedAt == nil && cell.call == .reached
        guard !isDone, !isRepeated(guarded, "reached", id.text) else { return replyContact(token, number, context) }
        if let refusal = conflict(guarded, version: cell.version, state: cell.state) {
            return reply(token, .refused(refusal))
        }
        guard cell.dueAt != nil, mustCall(cell.record, context) || cell.call != nil else {
            let why = cell.endedAt == nil ? "is no callback whose customer is called first" : "has ended"
            return reply(token, .refused(Refusal(.conflict, "contact \(id) \(why)", state: cell.state)))
        }
        remember(guarded, "reached", id.text, context)
        enterLine(number, .reached, by: guarded.by, context)
        replyContact(token, number, context)
    }
}

extension ContactCell {
    /// How far the call to its customer has come, where that is made before any agent is asked.
    public var call: CustomerCall? { record.asksMore ? record.routing.call : nil }

    /// Until when its customer is called, pool time, and which attempt that is; nil while nobody calls.
    public var calling: (attempt: Int, until: PoolInstant)? {
        guard dueAt != nil, case .calling(let until)? = call else { return nil }
        return (Int(record.routing.callback?.attempts ?? 0) + 1, until)
    }

    /// It is due, and its customer is called before it stands in line: its place holds from now on.
    mutating func awaitCall(at now: PoolInstant) {
        record.routing.slotAt = nil
        record.routing.call = .due
        if let restartedAt { holdPlace(from: min(restartedAt, now)) }
    }
}

extension ContactNews.Kind {
    fileprivate var isReached: Bool { if case .reached = self { true } else { false } }
}
