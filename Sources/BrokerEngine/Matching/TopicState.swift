// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What the engine knows of a topic. What every step needs comes first, and lies together.
struct TopicState: Sendable {
    /// How many contacts wait for it, over all its lines.
    var waiting = 0
    /// How often somebody has left one of its lines: as long as it is the same, nobody in them has come forward.
    var departures: UInt64 = 0
    /// How many contacts will wait for it when they are due.
    var scheduled = 0
    /// Agents free for it.
    var idle = IdleIndex()
    /// Channels that have a line without requirements: ``PlainLines`` says which.
    var plainChannels = ChannelSet()
    /// Indices of the lines that ask something of whoever serves them.
    var askingLines: [Int] = []
    /// Indices of such lines of other topics that its agents may serve too.
    var guestLines: [Int] = []
    /// What the configuration says of it, if it names it.
    var terms: TopicTerms?
    /// How its agents stand.
    var staff: Staff
    /// Those of them who are at work.
    var crew = Crew()
    /// What estimates of its waits go by.
    var estimates = EstimateFigures()
    /// Its figures.
    var statistics = TopicStatistics()
    /// Its steps; nil when all its contacts always ask for all its agents.
    var relaxation: Relaxation?
    /// Indices of its lines that are for one agent each.
    var namedLines: [Int] = []
    /// Its contacts that ring several agents, in no order that means anything.
    var rings: [UInt32] = []
    /// The topic.
    let topic: TopicID

    /// A topic nobody serves, known from an instant on.
    init(topic: TopicID, at time: PoolInstant) {
        self.topic = topic
        staff = Staff(since: time)
    }
}
