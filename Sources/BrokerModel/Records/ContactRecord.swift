// SPDX-License-Identifier: Apache-2.0

/// What the log says of a contact when it enters.
public struct ContactRecord: Hashable, Sendable, WireCodable {
    /// Its number.
    public let number: ContactNumber
    /// The client's name for it.
    public let id: ContactID
    /// The site it came to.
    public let site: SiteID
    /// What it is about; changes by a transfer.
    public var topic: TopicID
    /// 0–255, higher is more urgent; changes by a transfer.
    public var priority: UInt8
    /// How it reached us.
    public let channel: Channel
    /// When it arrived, in pool time: the place it keeps.
    public var arrival: PoolInstant
    /// The claim it belongs to: its own number, or an earlier contact's.
    public let claim: ClaimNumber
    /// Skills it requires, sorted.
    public let requirements: [SkillLevel]
    /// Who calls, sealed; nil when nothing personal was said.
    public var caller: SealedCaller? { rareCaller.value }
    private let rareCaller: Rare<SealedCaller>

    /// A contact's record.
    public init(
        number: ContactNumber, id: ContactID, site: SiteID, topic: TopicID, priority: UInt8, channel: Channel,
        arrival: PoolInstant, claim: ClaimNumber, requirements: [SkillLevel], caller: SealedCaller?
    ) {
        self.number = number
        self.id = id
        self.site = site
        self.topic = topic
        self.priority = priority
        self.channel = channel
        self.arrival = arrival
        self.claim = claim
        self.requirements = requirements.sorted()
        rareCaller = Rare(caller)
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.contact(number)
        writer.id(id)
        writer.id(site)
        writer.id(topic)
        writer.byte(priority)
        writer.byte(channel.rawValue)
        writer.instant(arrival)
        writer.contact(claim.contact)
        writer.values(requirements)
        writer.optionalValue(caller)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            number: try reader.contact(), id: try reader.id(), site: try reader.id(), topic: try reader.id(),
            priority: try reader.byte(), channel: try reader.oneOf(), arrival: try reader.instant(),
            claim: ClaimNumber(try reader.contact()), requirements: try reader.values(),
            caller: try reader.optionalValue())
    }
}
