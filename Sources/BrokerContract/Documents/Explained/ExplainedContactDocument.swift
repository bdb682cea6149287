// SPDX-License-Identifier: Apache-2.0

/// What the log says of a contact.
public struct ExplainedContactDocument: Codable, Hashable, Sendable {
    /// The contact; absent where the log no longer says who it was.
    public var id: String?
    /// Its own number, as a claim number.
    public var number: String
    /// Its claim number; absent likewise.
    public var claim: String?
    /// Its site.
    public var site: String?
    /// Its channel.
    public var channel: String?
    /// What it requires.
    public var requires: [String: Int]?
    /// The contact about which it was an agent's question.
    public var consultOf: String?
    /// When it arrived, in milliseconds since 1970.
    public var arrivedAt: Int?
    /// Whether the log still has it from its beginning.
    public var isComplete: Bool
    /// The events, in the log's order.
    public var events: [ExplainedEventDocument]

    /// Puts a document together; what is not known is added afterwards.
    public init(number: String, isComplete: Bool, events: [ExplainedEventDocument]) {
        self.number = number
        self.isComplete = isComplete
        self.events = events
    }
}
