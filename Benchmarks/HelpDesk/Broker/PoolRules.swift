// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What a pool's configuration says beyond the names of its topics.
struct PoolRules: Sendable {
    /// By topic; empty where no topic says anything.
    var topics: [TopicRules] = []
    /// What topics name as their calendars.
    var calendars: [OpeningHours] = []

    /// Says nothing.
    static let none = PoolRules()

    /// What a topic says, by its index.
    func ofTopic(_ index: Int) -> TopicRules { topics.isEmpty ? .none : topics[index] }
}
