// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// How often a channel comes.
struct WeightedChannel: Codable, Hashable, Sendable {
    /// The channel.
    var channel: ChannelWord
    /// Above zero, beside the others'.
    var weight: Double
}
