// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What the engine knows of a topic.
struct TopicState: Sendable {
    /// The topic.
    let topic: TopicID
    /// What the configuration says of it, if it names it.
    var settings: TopicSettings?
    /// Indices of its lines.
    var lines: [Int] = []
    /// Agents free for it.
    var idle = IdleIndex()
    /// Its figures.
    var statistics = TopicStatistics()

    init(topic: TopicID) { self.topic = topic }
}
