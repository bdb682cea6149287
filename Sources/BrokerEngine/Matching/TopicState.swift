// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What the engine knows of a topic. What every step needs comes first, and lies together.
struct TopicState: Sendable {
    /// How many contacts wait for it, over all its lines.
    var waiting = 0
    /// Agents free for it.
    var idle = IdleIndex()
    /// Channels that have a line without requirements: ``PlainLines`` says which.
    var plainChannels = ChannelSet()
    /// Indices of the lines with requirements.
    var requiringLines: [Int] = []
    /// What the configuration says of it, if it names it.
    var settings: TopicSettings?
    /// How its agents stand.
    var staff = Staff()
    /// Its figures.
    var statistics = TopicStatistics()
    /// The topic.
    let topic: TopicID

    init(topic: TopicID) { self.topic = topic }
}
