// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// W6: who gave up and calls again in time, at any site, is not behind the place of before.
extension Checker {
    mutating func judgeRedial(_ record: ContactRecord, at time: PoolInstant) {
        guard let hash = record.caller?.callerHash, !hash.isEmpty, record.routing.dueAt == nil,
            let before = redials.come(record, hash: hash, at: time)
        else { return }
        rarities.count(.oldPlace)
        guard record.arrival > before else { return }
        violate("W6", "\(record.number) called again and came at \(record.arrival), before it had been at \(before)")
    }

    mutating func noteAbandon(_ report: ContactReport, at time: PoolInstant) {
        guard report.phase == .ended(.abandoned), let known = engine.contact(report.number), !known.wasAnswered,
            let hash = known.record.caller?.callerHash, !hash.isEmpty, known.record.routing.dueAt == nil,
            let redialMs = engine.configuration.topic(known.record.topic)?.rules.redialMs, redialMs > 0
        else { return }
        redials.leave(known.record, hash: hash, until: PoolInstant(time.milliseconds + redialMs))
    }
}
