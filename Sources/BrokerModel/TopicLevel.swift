// SPDX-License-Identifier: Apache-2.0

/// A topic an agent serves, with the agent's level in it.
public struct TopicLevel: Hashable, Comparable, Sendable {
    /// The topic.
    public let topic: TopicID
    /// 1–9; 1 comes first.
    public let level: UInt8

    /// A topic at a level.
    public init(topic: TopicID, level: UInt8) {
        self.topic = topic
        self.level = level
    }

    /// Orders by topic, then level.
    public static func < (left: Self, right: Self) -> Bool {
        left.topic == right.topic ? left.level < right.level : left.topic < right.topic
    }
}

extension [TopicLevel] {
    /// Sorted, each topic once, at the level that comes first. Complexity: O(n log n).
    var eachOnce: [TopicLevel] {
        sorted().reduce(into: []) { kept, level in if kept.last?.topic != level.topic { kept.append(level) } }
    }
}
