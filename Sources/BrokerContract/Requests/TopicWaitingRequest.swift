// SPDX-License-Identifier: Apache-2.0

/// Asks for a topic's line over all sites, a page at a time.
public struct TopicWaitingRequest: RequestDocument {
    /// `topic.waiting`.
    public static let operation = Operation.topicWaiting
    /// Integers.
    public static let integerFields = ["limit"]

    /// The topic: 1–64 of `A-Z a-z 0-9 _ -`.
    public var topic: String
    /// The `next` of the page before: 1–64 of `A-Z a-z 0-9 _ -`.
    public var after: String?
    /// Entries of a page: 1–1,000; 100 unless told.
    public var limit: Int?

    /// A request.
    public init(topic: String, after: String? = nil, limit: Int? = nil) {
        self.topic = topic
        self.after = after
        self.limit = limit
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(topic, "topic")
        try FieldCheck.identifier(after, "after")
        try FieldCheck.limit(limit)
    }
}
