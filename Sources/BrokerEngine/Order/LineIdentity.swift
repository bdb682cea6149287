// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Contacts of the same topic with the same requirements share a line, so matching looks at heads, never through lines.
struct LineIdentity: Hashable, Sendable {
    /// What every contact in the line requires, sorted.
    let requirements: [SkillLevel]
    /// Index of the topic.
    let topic: UInt32
    /// How they reach us: an agent may not serve every channel.
    let channel: Channel
}
