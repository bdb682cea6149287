// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Who gave up lately, reckoned from the log: slowly, and apart from the engine.
struct CheckedRedials {
    private struct Left {
        let topic: TopicID
        let hash: [UInt8]
        let arrival: PoolInstant
        let until: PoolInstant
    }

    private var left: [Left] = []

    /// A caller has given up.
    mutating func leave(_ record: ContactRecord, hash: [UInt8], until: PoolInstant) {
        left.removeAll { $0.topic == record.topic && $0.hash == hash }
        left.append(Left(topic: record.topic, hash: hash, arrival: record.arrival, until: until))
    }

    /// A caller has come: the arrival of before, if it is still kept.
    mutating func come(_ record: ContactRecord, hash: [UInt8], at time: PoolInstant) -> PoolInstant? {
        guard let index = left.firstIndex(where: { $0.topic == record.topic && $0.hash == hash }) else { return nil }
        let found = left.remove(at: index)
        return found.until >= time ? found.arrival : nil
    }
}
