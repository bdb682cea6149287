// SPDX-License-Identifier: Apache-2.0

/// Where a dialled number, or a choice of its menu, leads: to a topic, to a menu, or to something that is played.
public struct NumberConfiguration: Codable, Hashable, Sendable {
    /// The topic it leads to; never beside a menu.
    public var topic: String?
    /// Priority of who takes this way, 0–255; left out, as the way before says, and in the end the topic's.
    public var priority: Int?
    /// What is played, by a name that whoever holds the call knows: before the line or the menu, or alone.
    public var play: String?
    /// Choices by digit, `0`–`9`, `*` and `#`.
    public var menu: [String: NumberConfiguration]?

    /// Puts a document together.
    public init(
        topic: String? = nil, priority: Int? = nil, play: String? = nil, menu: [String: NumberConfiguration]? = nil
    ) {
        self.topic = topic
        self.priority = priority
        self.play = play
        self.menu = menu
    }

    /// Each setting as text, by its path.
    var settings: [String: String] {
        var settings: [String: String] = [:]
        settings["topic"] = topic
        settings["priority"] = priority.map(String.init)
        settings["play"] = play
        for (digit, choice) in menu ?? [:] {
            for (name, value) in choice.settings { settings["menu.\(digit).\(name)"] = value }
        }
        return settings
    }
}
