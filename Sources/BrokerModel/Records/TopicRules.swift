// SPDX-License-Identifier: Apache-2.0

/// What a topic may say of its line beyond ``TopicSettings``; most topics say nothing: ``none``.
public struct TopicRules: Hashable, Sendable, WireCodable {
    /// Where its contacts go that have waited too long.
    public var overflow: Overflow?
    /// The topic to which its contacts escalate.
    public var escalateTo: TopicID?
    /// What is asked less of who serves its contacts as they wait: `afterMs` rising, at most ``Limits/relaxSteps``.
    public var relax: [RelaxStep] = []
    /// The highest level in the topic of agents who are asked before any step says otherwise, 1–9; nil for all, or,
    /// where a step says a level, for the first.
    public var levelMax: UInt8?

    /// Milliseconds for which a contact waits for its last agent alone; 0 for not at all.
    public var lastAgentMs = Self.lastAgentMs

    /// What it does while nobody could take its contacts.
    public var vacancy: VacancyRule?
    /// How often its customers are called back; nil for once.
    public var callback: CallbackRule?
    /// Which of the configuration's calendars says when it takes contacts, from 0; nil for always.
    public var calendar: UInt32?
    /// What it wants to hear of how its conversations came out; nil for whatever is said.
    public var dispositions: DispositionRule?
    /// How long an agent is asked nothing after an offer not taken.
    public var pauses = OfferPauses.usual
    /// Milliseconds for which the place of a caller who gave up is kept, for when they call again; 0 for not at all.
    public var redialMs: Int64 = 0
    /// How several agents ring for one contact, where its strategy rings several; nil for ``RingRule/usual``.
    public var ring: RingRule?
    /// How many callbacks to one number may be open, 1 to ``Limits/callbacksPerNumber``; nil for any number of them.
    public var callbacksPerNumber: UInt8?
    /// Which appointments it gives; nil for none.
    public var appointments: AppointmentRule?
    /// Milliseconds for which its customers are called before any agent is asked, 1 to ``Limits/durationMsMax``; nil
    /// where an agent has the contact first, and calls.
    public var customerRingMs: Int64?
    /// Hours of single channels, in the order of channels, each once; the others have those of `calendar`.
    public var channelCalendars: [ChannelCalendar] = []

    /// Milliseconds for which a contact waits for its last agent where nothing else is said.
    public static let lastAgentMs: Int64 = 20_000

    /// Says nothing.
    public static let none = TopicRules()

    /// Says nothing.
    public init() {}

    /// Which of the configuration's calendars says when it takes contacts of a channel; nil for always.
    public func calendar(of channel: Channel) -> UInt32? {
        guard let own = channelCalendars.first(where: { $0.channel == channel }), !isPlanted(.channelHoursIgnored)
        else { return calendar }
        return own.calendar
    }

    /// Writes which rules there are, a bit each, then those. A rule that is added takes the next bit and comes last.
    public func write(to writer: inout WireWriter) {
        let present: [Bool] = [
            overflow != nil, escalateTo != nil, !relax.isEmpty, levelMax != nil,
            lastAgentMs != Self.lastAgentMs, vacancy != nil, callback != nil, calendar != nil,
            dispositions != nil, pauses != .usual, redialMs != 0, ring != nil,
            callbacksPerNumber != nil, appointments != nil, customerRingMs != nil, !channelCalendars.isEmpty,
        ]
        writer.number(present.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
        if let overflow { writer.value(overflow) }
        if let escalateTo { writer.id(escalateTo) }
        if !relax.isEmpty { writer.values(relax) }
        if let levelMax { writer.byte(levelMax) }
        if lastAgentMs != Self.lastAgentMs { writer.signed(lastAgentMs) }
        if let vacancy { writer.value(vacancy) }
        if let callback { writer.value(callback) }
        if let calendar { writer.number(UInt64(calendar)) }
        if let dispositions { writer.value(dispositions) }
        if pauses != .usual { writer.value(pauses) }
        if redialMs != 0 { writer.signed(redialMs) }
        if let ring { writer.value(ring) }
        if let callbacksPerNumber { writer.byte(callbacksPerNumber) }
        if let appointments { writer.value(appointments) }
        if let customerRingMs { writer.signed(customerRingMs) }
        if !channelCalendars.isEmpty { writer.values(channelCalendars) }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        let present = try reader.number()
        guard present < 65_536 else { throw .invalid("TopicRules") }
        if present & 1 != 0 { overflow = try reader.value() }
        if present & 2 != 0 { escalateTo = try reader.id() }
        if present & 4 != 0 { relax = try reader.values() }
        if present & 8 != 0 { levelMax = try reader.byte() }
        if present & 16 != 0 { lastAgentMs = try reader.duration() }
        if present & 32 != 0 { vacancy = try reader.value() }
        if present & 64 != 0 { callback = try reader.value() }
        if present & 128 != 0 { calendar = try reader.number32() }
        if present & 256 != 0 { dispositions = try reader.value() }
        if present & 512 != 0 { pauses = try reader.value() }
        if present & 1_024 != 0 { redialMs = try reader.duration() }
        if present & 2_048 != 0 { ring = try reader.value() }
        if present & 4_096 != 0 { callbacksPerNumber = try reader.byte() }
        if present & 8_192 != 0 { appointments = try reader.value() }
        if present & 16_384 != 0 { customerRingMs = try reader.duration() }
        guard present & 32_768 != 0 else { return }
        channelCalendars = try reader.values()
        guard !channelCalendars.isEmpty, zip(channelCalendars, channelCalendars.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .invalid("channelCalendars") }
    }
}
