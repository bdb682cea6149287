// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Contacts of the same topic that ask the same share a line, so matching looks at heads, never through lines.
struct LineIdentity: Hashable, Sendable {
    /// What every contact in the line asks of who serves it; nil for nothing.
    let demand: Demand?
    /// Index of the topic.
    let topic: UInt32
    /// How they reach us: an agent may not serve every channel.
    let channel: Channel

    /// What every contact in the line requires, sorted.
    var requirements: [SkillLevel] { demand?.requirements ?? [] }
}
