// SPDX-License-Identifier: Apache-2.0

/// What holds for the whole pool.
public struct PoolConfiguration: Codable, Hashable, Sendable {
    /// The time zone of hours and days, by its IANA name.
    public var timeZone: String
    /// What one level of priority is worth in waiting, 1 ms or more; absent is `off`.
    public var aging: ConfiguredDuration?
    /// What a contact of each channel takes of an agent, 1–100 of 100; what is left out has its default.
    public var capacity: [String: Int]
    /// By channel, the channels whose contacts take nothing beside one of it.
    public var interrupts: [String: [String]]
    /// The most contacts that may wait in the pool, 1–2,000,000; absent is no limit but the broker's.
    public var maxWaiting: Int?

    /// Puts a document together.
    public init(
        timeZone: String = "UTC", aging: ConfiguredDuration? = nil, capacity: [String: Int] = [:],
        interrupts: [String: [String]] = [:], maxWaiting: Int? = nil
    ) {
        self.timeZone = timeZone
        self.aging = aging
        self.capacity = capacity
        self.interrupts = interrupts
        self.maxWaiting = maxWaiting
    }

    private enum CodingKeys: String, CodingKey {
        case timeZone, aging, capacity, interrupts, maxWaiting
    }

    /// Reads what `encode` writes.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        timeZone = try fields.decode(String.self, forKey: .timeZone)
        let isOff = (try? fields.decode(String.self, forKey: .aging)) == "off"
        aging = isOff ? nil : try fields.decodeIfPresent(ConfiguredDuration.self, forKey: .aging)
        capacity = try fields.decode([String: Int].self, forKey: .capacity)
        interrupts = try fields.decodeIfPresent([String: [String]].self, forKey: .interrupts) ?? [:]
        maxWaiting = try fields.decodeIfPresent(Int.self, forKey: .maxWaiting)
    }

    /// Writes every setting; no ageing is `off`, and nothing that interrupts is nothing.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(timeZone, forKey: .timeZone)
        try fields.encode(aging?.description ?? "off", forKey: .aging)
        try fields.encode(capacity, forKey: .capacity)
        if !interrupts.isEmpty { try fields.encode(interrupts, forKey: .interrupts) }
        try fields.encodeIfPresent(maxWaiting, forKey: .maxWaiting)
    }
}
