// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// What a topic does with who has waited for long: `maxWait` ends it, `overflow` takes it to another line, `leaveWhen`
// sends it away while nobody could take it. Only who is in line: an open offer goes on, and what is due then happens
// when nobody has taken it. The settings are those of now: a change holds for who waits.
extension Home {
    /// What happens next to who goes on waiting.
    private enum Loss {
        case end
        case overflow(Overflow)
        case leave(Vacancy)
    }

    /// Milliseconds until a contact has waited for too long, 0 or less when it has; nil for never.
    func patienceLeftMs(_ cell: ContactCell, _ context: HomeContext) -> Int64? { next(cell, context)?.leftMs }

    /// Does what is due. Returns whether the contact has left its line.
    mutating func losePatience(_ number: ContactNumber, _ context: HomeContext) -> Bool {
        guard let cell = contacts[number], let next = next(cell, context), next.leftMs <= 0 else { return false }
        switch next.loss {
        case .end: end(number, .maxWait, .nothing, context)
        case .leave(let vacancy): end(number, .rejected, Said(reason: vacancy.word), context)
        case .overflow(let overflow):
            let isRestarted = overflow.restarts || isPlanted(.overflowToTail)
            move(number, RequeueOrder(topic: overflow.topic, restart: isRestarted), why: Self.overflowed, context)
        }
        return true
    }

    /// Why a contact is in another line, without anybody having asked for it.
    private static let overflowed = "overflow"

    private func next(_ cell: ContactCell, _ context: HomeContext) -> (leftMs: Int64, loss: Loss)? {
        guard let settings = context.engine.configuration.topic(cell.record.topic) else { return nil }
        let end = left(settings.maxWaitMs, since: cell.inLineSince, context).map { ($0, Loss.end) }
        // Nearly all topics say no more.
        guard settings.hasRules else { return end }
        return [end, leave(cell, settings, context), overflow(cell, settings, context)].compactMap(\.self)
            .min { $0.0 < $1.0 }
    }

    /// A line without room takes nobody: the contact has its place where it is.
    private func overflow(
        _ cell: ContactCell, _ settings: TopicSettings, _ context: HomeContext
    ) -> (leftMs: Int64, loss: Loss)? {
        guard let overflow = settings.rules.overflow,
            let leftMs = left(overflow.afterMs, since: cell.inTopicSince, context),
            leftMs > 0 || hasRoom(overflow.topic, context.engine)
        else { return nil }
        return (leftMs, .overflow(overflow))
    }

    /// A site that is cut off does not know who is at work elsewhere, and sends nobody away; one that is back begins to
    /// count.
    private func leave(
        _ cell: ContactCell, _ settings: TopicSettings, _ context: HomeContext
    ) -> (leftMs: Int64, loss: Loss)? {
        guard let rule = settings.rules.vacancy, island == nil,
            let vacancy = vacancy(of: settings.topic, context.engine), rule.leave.contains(vacancy.why),
            let since = cell.inTopicSince.map({ max($0, vacancy.since, inTouchSince) }),
            let leftMs = left(rule.leaveAfterMs, since: since, context)
        else { return nil }
        return (leftMs, .leave(vacancy.why))
    }

    private func vacancy(of topic: TopicID, _ engine: Engine) -> (why: Vacancy, since: PoolInstant)? {
        isPlanted(.vacancyImagined) ? (.noAgents, PoolInstant(0)) : engine.vacancy(of: topic)
    }

    /// Why nobody is let in now: nobody could take it. Not of a site that is cut off, as above.
    func refuseVacant(_ topic: TopicID, _ settings: TopicSettings, _ engine: Engine) -> Refusal? {
        guard let rule = settings.rules.vacancy, island == nil, let vacancy = engine.vacancy(of: topic),
            rule.refuse.contains(vacancy.why)
        else { return nil }
        return Refusal(
            .closed, "nobody could take contacts of \(topic) now (\(vacancy.why.word))", field: "topic",
            state: vacancy.why.word, retryAfterMs: 30_000)
    }

    private func left(
        _ limitMs: Int64?, since: @autoclosure () -> PoolInstant?, _ context: HomeContext
    ) -> Int64? {
        guard let limitMs, let since = since() else { return nil }
        return since.milliseconds + (isPlanted(.endsEarly) ? limitMs / 4 : limitMs) - context.time.milliseconds
    }

    /// Whether a topic's line takes one more.
    func hasRoom(_ topic: TopicID, _ engine: Engine) -> Bool {
        guard let settings = engine.configuration.topic(topic) else { return false }
        return engine.waitingCount(topic) < Int(settings.waitingMax)
    }
}
