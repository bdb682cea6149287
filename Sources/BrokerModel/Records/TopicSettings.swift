// SPDX-License-Identifier: Apache-2.0

/// How a topic is run.
public struct TopicSettings: Hashable, Sendable, WireCodable {
    /// The topic.
    public let topic: TopicID
    /// Priority of a contact that names none, 0–255.
    public var priority: UInt8 = 100
    /// Milliseconds an agent has to answer an offer.
    public var offerTimeoutMs = Self.offerTimeoutMs
    /// Offers in a row an agent may leave unanswered before being `notResponding`.
    public var noAnswerMax: UInt8 = 1
    /// Milliseconds until an agent who is `notResponding` is back by itself.
    public var noAnswerReturnMs: Int64 = 300_000
    /// Milliseconds of wrap-up after a conversation.
    public var wrapUpMs: Int64 = 30_000
    /// Milliseconds within which a contact should be answered.
    public var serviceLevelMs: Int64 = 20_000
    /// Milliseconds of waiting below which a caller who leaves counts as a short abandon.
    public var shortAbandonMs: Int64 = 5_000
    /// Contacts that may wait.
    public var waitingMax: UInt32 = 1_000

    // What follows is written with the configuration, not here: a topic's bytes are what they were before it came.

    /// Which of several free agents a contact is offered to.
    public var strategy = Strategy.longestIdle
    /// Milliseconds a contact may wait before it ends as `maxWait`; nil when it may wait for ever.
    public var maxWaitMs: Int64?
    /// What else it says of its line.
    public var rules: TopicRules {
        get { rareRules.value ?? .none }
        set { rareRules = Rare(newValue == .none ? nil : newValue) }
    }
    private var rareRules = Rare<TopicRules>(nil)
    /// Whether it says anything else. Complexity: O(1).
    public var hasRules: Bool { if case .none = rareRules { false } else { true } }
    /// Whether it says more than a topic could say at first.
    var hasMore: Bool { strategy != .longestIdle || maxWaitMs != nil }

    /// Milliseconds an agent has to answer where nothing else is said.
    public static let offerTimeoutMs: Int64 = 20_000

    /// A topic with the contract's defaults.
    public init(topic: TopicID) { self.topic = topic }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.id(topic)
        writer.byte(priority)
        writer.signed(offerTimeoutMs)
        writer.byte(noAnswerMax)
        writer.signed(noAnswerReturnMs)
        writer.signed(wrapUpMs)
        writer.signed(serviceLevelMs)
        writer.signed(shortAbandonMs)
        writer.number(UInt64(waitingMax))
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        topic = try reader.id()
        priority = try reader.byte()
        offerTimeoutMs = try reader.duration()
        noAnswerMax = try reader.byte()
        noAnswerReturnMs = try reader.duration()
        wrapUpMs = try reader.duration()
        serviceLevelMs = try reader.duration()
        shortAbandonMs = try reader.duration()
        waitingMax = try reader.number32()
    }
}
