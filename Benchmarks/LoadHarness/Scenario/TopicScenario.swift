// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// A topic, or several that are alike.
struct TopicScenario: Codable, Hashable, Sendable {
    /// Its name, or what the names of several begin with.
    var name: String
    /// How many there are: 1–10,000; more than one have their number behind the name, from 1.
    var count = 1
    /// How many of all contacts come for it, beside the other topics' shares.
    var share = 1.0
    /// How often each priority comes, in weights.
    var priorities: [WeightedPriority] = [WeightedPriority(priority: 100, weight: 1)]
    /// How often each channel comes, in weights.
    var channels: [WeightedChannel] = [WeightedChannel(channel: .voice, weight: 1)]
    /// How long a caller waits before they leave.
    var patience = DrawnDuration.never
    /// How long a conversation lasts.
    var talk = DrawnDuration.always(nanoseconds: 1_000_000_000)
    /// How long an agent takes to finish afterwards; the settings' `wrapUp` ends it too.
    var wrapUp = DrawnDuration.zero
    /// What `config.apply` gets.
    var settings = TopicConfiguration()

    /// The names of all of them.
    var names: [String] { count == 1 ? [name] : (1...count).map { "\(name)-\($0)" } }
}
