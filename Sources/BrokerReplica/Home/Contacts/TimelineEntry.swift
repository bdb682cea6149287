// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// One line of a contact's chronology.
public struct TimelineEntry: Hashable, Sendable, WireCodable {
    /// When, pool time.
    public let at: PoolInstant
    /// The event's word: `queued`, `scheduled`, `calling`, `offered`, `revoked`, `requeued`, `relaxed`, `connected`,
    /// `ended`, `consulting`, `consulted`, `conference`, `consultEnded`.
    public let event: String
    /// The agent, where there is one.
    public let agent: AgentID?
    /// Why, where something is to be said.
    public let why: String?
    /// Who asked for it, where they said so.
    public let by: AgentID?

    /// The word for a contact that is back in line from a conversation.
    static let requeued = "requeued"
    /// The word for a contact that is in no line until it is due.
    static let scheduled = "scheduled"
    /// Why a contact that was scheduled is in line.
    static let due = "due"
    /// The words for a customer who is called, and for one who is on the phone, so that the contact is in line.
    static let calling = "calling"
    static let reached = "reached"
    /// Why a customer is called later.
    static let closed = "closed"
    /// Whether it is in line from then on.
    var isReturn: Bool {
        event == Self.requeued || event == "queued" && (why == Self.due || why == Self.reached)
    }
    /// Whether it is about an offer that came to nothing, or is open.
    var isOfOffer: Bool { event == "offered" || event == "revoked" }
    /// The words for what its agent asks a colleague meanwhile; why says by which contact.
    static let consulting = "consulting"
    static let consulted = "consulted"
    static let conference = "conference"
    static let consultEnded = "consultEnded"
    /// Why a contact is in line that is handed over.
    static let handover = "handover"
    /// The word for a contact that has met an agent.
    static let connected = "connected"

    init(at: PoolInstant, event: String, agent: AgentID?, why: String?, by: AgentID? = nil) {
        self.at = at
        self.event = event
        self.agent = agent
        self.why = why
        self.by = by
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.instant(at)
        writer.text(event)
        writer.optional(agent) { $0.id($1) }
        writer.byte((why == nil ? 0 : 1) | (by == nil ? 0 : 2))
        if let why { writer.text(why) }
        if let by { writer.id(by) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        let at = try reader.instant()
        let event = try reader.text()
        let agent: AgentID? = try reader.optional { (reader) throws(WireError) in try reader.id() }
        let present = try reader.byte()
        guard present < 4 else { throw .invalid("TimelineEntry") }
        self.init(
            at: at, event: event, agent: agent, why: present & 1 == 0 ? nil : try reader.text(),
            by: present & 2 == 0 ? nil : try reader.id())
    }
}
