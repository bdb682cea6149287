// SPDX-License-Identifier: Apache-2.0

/// Asks which slots of a topic's appointments are not all given.
public struct SlotsRequest: RequestDocument {
    /// `appointment.slots`.
    public static let operation = Operation.appointmentSlots
    /// Integers.
    public static let integerFields = ["fromAt", "days", "limit"]

    /// The topic: 1–64 of `A-Z a-z 0-9 _ -`.
    public var topic: String
    /// In whose hours: the channel of who wants one, `callback` for who is to be called; left out, `voice`.
    public var channel: ChannelWord?
    /// From when on, in milliseconds since 1970; left out, now.
    public var fromAt: Int?
    /// For how many days of 24 hours: 1–90; 7 unless told.
    public var days: Int?
    /// Entries of a page: 1–1,000; 100 unless told.
    public var limit: Int?

    /// A request.
    public init(
        topic: String, channel: ChannelWord? = nil, fromAt: Int? = nil, days: Int? = nil, limit: Int? = nil
    ) {
        self.topic = topic
        self.channel = channel
        self.fromAt = fromAt
        self.days = days
        self.limit = limit
    }

    /// Checks ranges and grammars.
    public func check() throws(ContractError) {
        try FieldCheck.identifier(topic, "topic")
        try FieldCheck.instant(fromAt, "fromAt")
        try FieldCheck.range(days, "days", 1...ContractLimits.appointmentDays)
        try FieldCheck.limit(limit)
    }
}
