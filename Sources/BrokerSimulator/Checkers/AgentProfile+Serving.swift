// SPDX-License-Identifier: Apache-2.0
import BrokerModel

extension AgentProfile {
    /// Whether the agent may serve such a contact, by the checkers' own reckoning.
    func maySatisfy(topic: TopicID, channel: Channel, requirements: [SkillLevel]) -> Bool {
        topics.contains { $0.topic == topic } && channels.contains { $0.channel == channel && $0.contacts > 0 }
            && requirements.allSatisfy { need in skills.contains { $0.skill == need.skill && $0.level >= need.level } }
    }
}
