// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The lines without requirements, by topic and channel. Nearly all contacts wait in one of these; each stays for ever
/// once it is there.
struct PlainLines: Sendable {
    private static let channels = Channel.allCases.count
    private var indices: [UInt32] = []

    /// A topic's line for a channel; meant for no one where the topic has none.
    subscript(topic: Int, channel: Int) -> Int { Int(indices[topic * Self.channels + channel]) }

    /// One topic more.
    mutating func addTopic() { indices += repeatElement(.max, count: Self.channels) }

    /// A topic's line for a channel, from now on.
    mutating func set(_ topic: Int, _ channel: Channel, _ line: Int) {
        indices[topic * Self.channels + Int(channel.rawValue)] = UInt32(line)
    }
}
