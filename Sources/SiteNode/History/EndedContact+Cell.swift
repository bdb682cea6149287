// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import BrokerModel
import BrokerReplica
import HomeStore

extension EndedContact {
    /// What is kept of an ended contact; nil for one that has not ended. Of who called only the keyed hash.
    ///
    /// - Parameters:
    ///   - cell: the contact. Its chronology says what it did; of more than 64 entries the earliest but one are gone,
    ///     and what is counted from them with them.
    ///   - timeline: the chronology as the contract tells it.
    init?(_ cell: ContactCell, timeline: [BrokerContract.TimelineEntry]) {
        guard case .ended(let outcome) = cell.phase, let endedAt = cell.endedAt?.milliseconds else { return nil }
        let conversations = Conversations(timeline)
        let talkMs = Int64(conversations.talkedMs)
        let record = cell.record
        let hash = record.caller?.callerHash ?? []
        let why = cell.timeline.last?.why
        self.init(
            number: Int64(record.number.value), id: record.id.text, claim: record.claim.description,
            site: record.site.text, topic: record.topic.text, channel: record.channel.word,
            priority: Int(record.priority), arrivedAt: record.arrival.milliseconds,
            answeredAt: conversations.firstAt.map(Int64.init),
            endedAt: endedAt, outcome: outcome.word, reason: why == outcome.word ? nil : why,
            inLineMs: max(0, endedAt - record.arrival.milliseconds - talkMs), talkMs: talkMs,
            conversations: conversations.agents.count, offers: cell.timeline.count { $0.event == "offered" },
            agent: conversations.agents.first ?? nil,
            callerHash: hash.isEmpty
                ? nil : hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(),
            timeline: String(decoding: Contract.encode(timeline), as: UTF8.self),
            disposition: cell.remarks.last { $0.remark.disposition != nil }?.remark.disposition,
            consultOf: record.routing.consult?.id.text)
    }
}
