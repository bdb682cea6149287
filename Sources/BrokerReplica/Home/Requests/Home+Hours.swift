// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// Hours are for who comes: whoever is there stays and is served, and goes to whatever line an agent sends them.
extension Home {
    /// Why a topic takes nobody of a channel now, or at an instant to come.
    func refuseClosed(
        _ topic: TopicID, _ channel: Channel, at instant: PoolInstant?, _ context: HomeContext
    ) -> Refusal? {
        let wanted = future(instant, context)
        let at = wanted ?? context.time
        guard let hours = closedHours(of: topic, channel, at: at, context), !isPlanted(.hoursIgnored) else {
            return nil
        }
        let hasChannels = context.engine.configuration.topic(topic)?.rules.channelCalendars.isEmpty == false
        let opensAt = hours.nextOpening(after: at)
        return Refusal(
            .closed,
            "\(topic) is closed \(hasChannels ? "to \(channel.word) " : "")\(wanted == nil ? "now" : "at that time")",
            field: wanted == nil ? nil : "notBeforeAt",
            retryAfterMs: opensAt.map { $0.milliseconds - context.time.milliseconds })
    }

    /// The instant itself where the topic is open to a channel then, else when it opens next.
    func openInstant(
        _ instant: PoolInstant, of topic: TopicID, _ channel: Channel, _ context: HomeContext
    ) -> PoolInstant {
        closedHours(of: topic, channel, at: instant, context)?.nextOpening(after: instant) ?? instant
    }

    /// The hours of a topic that is closed to a channel at an instant; nil where it is open.
    func closedHours(
        of topic: TopicID, _ channel: Channel, at instant: PoolInstant, _ context: HomeContext
    ) -> OpeningHours? {
        guard let hours = context.engine.configuration.hours(of: topic, channel), !hours.isOpen(at: instant) else {
            return nil
        }
        return hours
    }
}
