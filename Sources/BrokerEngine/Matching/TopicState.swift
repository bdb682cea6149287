// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What the engine knows of a topic.
struct TopicState: Sendable {
    /// The topic.
    let topic: TopicID
    /// What the configuration says of it, if it names it.
    var settings: TopicSettings?
    /// How many contacts wait for it, over all its lines.
    var waiting = 0
    /// Indices of its lines.
    var lines: [Int] = []
    /// The line of each channel without requirements, which stays for ever once it is there; -1 before. Nearly all
    /// contacts belong to one of these.
    var plainLines: [8 of Int32] = .init(repeating: -1)
    /// Agents free for it.
    var idle = IdleIndex()
    /// Its figures.
    var statistics = TopicStatistics()
}
