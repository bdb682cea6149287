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
    public var channel: Channel
    /// When it arrived, in pool time: the place it keeps.
    public var arrival: PoolInstant
    /// The claim it belongs to: its own number, or an earlier contact's.
    public let claim: ClaimNumber
    /// Skills it requires, sorted.
    public let requirements: [SkillLevel]
    /// Who calls, sealed; nil when nothing personal was said.
    public var caller: SealedCaller? { rareCaller.value }
    private let rareCaller: Rare<SealedCaller>
    /// What it asks of who serves it; changes by relaxation, transfer and callback.
    public var routing: Routing {
        get { rareRouting.value ?? .plain }
        set { rareRouting = Rare(newValue == .plain ? nil : newValue) }
    }
    private var rareRouting = Rare<Routing>(nil)
    /// Whether it asks anything of who serves it beyond topic, skills and channel. Complexity: O(1).
    public var asksMore: Bool { if case .none = rareRouting { false } else { true } }

    /// The keyed hash of the number that is called, if it is a callback; empty where none is known.
    public var calledHash: [UInt8] { routing.calledHash(else: caller) }

    /// A contact's record.
    public init(
        number: ContactNumber, id: ContactID, site: SiteID, topic: TopicID, priority: UInt8, channel: Channel,
        arrival: PoolInstant, claim: ClaimNumber, requirements: [SkillLevel], caller: SealedCaller?,
        routing: Routing? = nil
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
        if let routing { self.routing = routing }
    }

    /// Set beside the channel where a routing follows: records without one have the bytes that they always had.
    private static let hasRouting: UInt8 = 0x80

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        Self.write(
            number, id, site, topic, priority, channel, arrival, claim, requirements, caller, rareRouting.value,
            to: &writer)
    }

    /// Writes the fields of a record that nobody has put together; a routing that asks nothing is nil.
    public static func write(
        _ number: ContactNumber, _ id: ContactID, _ site: SiteID, _ topic: TopicID, _ priority: UInt8,
        _ channel: Channel, _ arrival: PoolInstant, _ claim: ClaimNumber, _ requirements: [SkillLevel],
        _ caller: SealedCaller?, _ routing: Routing?, to writer: inout WireWriter
    ) {
        writer.contact(number)
        writer.id(id)
        writer.id(site)
        writer.id(topic)
        writer.byte(priority)
        writer.byte(channel.rawValue | (routing == nil ? 0 : hasRouting))
        writer.instant(arrival)
        writer.contact(claim.contact)
        writer.values(requirements)
        writer.optionalValue(caller)
        if let routing { writer.value(routing) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        let number = try reader.contact()
        let id: ContactID = try reader.id()
        let site: SiteID = try reader.id()
        let topic: TopicID = try reader.id()
        let priority = try reader.byte()
        let marked = try reader.byte()
        guard let channel = Channel(rawValue: marked & ~Self.hasRouting) else { throw .invalid("Channel") }
        self.init(
            number: number, id: id, site: site, topic: topic, priority: priority, channel: channel,
            arrival: try reader.instant(), claim: ClaimNumber(try reader.contact()),
            requirements: try reader.values(), caller: try reader.optionalValue(),
            routing: marked & Self.hasRouting == 0 ? nil : try reader.value())
    }
}
