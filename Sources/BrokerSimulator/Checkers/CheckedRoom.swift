// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What fits beside what an agent has, by the checkers' own reckoning.
enum CheckedRoom {
    /// What an agent takes as long as they have other contacts: only the channels of which one more fits.
    static func open(_ profile: AgentProfile, beside taken: [Channel], _ rules: Configuration) -> AgentProfile {
        guard !taken.isEmpty else { return profile }
        var open = profile
        open.channels = profile.channels.filter { limit in
            excess(of: limit.channel, beside: taken, profile, rules) == nil
        }
        return open
    }

    /// Why an agent should not have another contact beside those they have; nil if they may. One alone is always right.
    static func excess(
        of new: Channel, beside taken: [Channel], _ profile: AgentProfile, _ rules: Configuration
    ) -> String? {
        guard !taken.isEmpty else { return nil }
        let channels = taken + [new]
        var load = rules.costs[new]
        for channel in taken where !rules.costs.isInterrupted(channel, by: new) { load += rules.costs[channel] }
        if load > 100 { return "\(channels) take \(load) of 100" }
        for limit in profile.channels {
            let count = channels.count { $0 == limit.channel }
            if count > limit.contacts { return "\(count) of \(limit.channel), limited to \(limit.contacts)" }
        }
        return channels.count > 20 ? "\(channels.count) contacts" : nil
    }
}
