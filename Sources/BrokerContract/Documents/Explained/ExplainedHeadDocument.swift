// SPDX-License-Identifier: Apache-2.0

/// Who is first in a line that the agent of an offer serves.
public struct ExplainedHeadDocument: Codable, Hashable, Sendable {
    /// The line's topic.
    public var topic: String
    /// The line's channel.
    public var channel: String
    /// What the line requires; absent without.
    public var requires: [String: Int]?
    /// The contact.
    public var contact: String
    /// Its claim number.
    public var claim: String
    /// 0–255.
    public var priority: Int
    /// When it arrived, in milliseconds since 1970.
    public var arrivedAt: Int
    /// The event with which it entered: the last word where all else is equal.
    public var seq: Int
    /// Contacts in the line.
    public var waiting: Int

    /// Puts a document together.
    public init(
        topic: String, channel: String, requires: [String: Int]?, contact: String, claim: String, priority: Int,
        arrivedAt: Int, seq: Int, waiting: Int
    ) {
        self.topic = topic
        self.channel = channel
        self.requires = requires
        self.contact = contact
        self.claim = claim
        self.priority = priority
        self.arrivedAt = arrivedAt
        self.seq = seq
        self.waiting = waiting
    }
}
