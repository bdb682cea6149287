// SPDX-License-Identifier: Apache-2.0
import BrokerModel

extension People {
    /// What some callers dial, and what they press for what is only played.
    static let dialled = DialledNumber(trusted: "+39")
    static let played: UInt8 = 0x39

    /// The number that some callers dial.
    static func number(leadingTo topics: [TopicID]) -> NumberSettings {
        let choices = topics.enumerated().map { index, topic in
            Route.Choice(
                digit: UInt8(0x31 + index), route: Route(topic: topic, priority: index == 0 ? nil : UInt8(100 + index)))
        }
        let play = Route.Choice(digit: played, route: Route(play: TopicID(trusted: "faq")))
        return NumberSettings(number: dialled, route: Route(priority: 105, menu: choices + [play]))
    }
}
