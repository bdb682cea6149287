// SPDX-License-Identifier: Apache-2.0

/// What an agent's home says of its cell: `REPORT slot u state` of the protocol, with intent and activity.
public struct AgentReport: Hashable, Sendable, WireCodable {
    /// The agent.
    public let agent: AgentID
    /// The site whose home speaks.
    public let site: SiteID
    /// The cell's turn.
    public let turn: Turn
    /// The cell's state.
    public let phase: AgentPhase
    /// The cell's version, which is the presence document's.
    public let version: UInt64
    /// What the agent wants.
    public let intent: Intent
    /// Why, when on a break.
    public let reason: String?
    /// What the agent does.
    public let activity: Activity
    /// Whether the agent may be offered a contact now.
    public let isReady: Bool
    /// What the agent can do; present when the log does not know it yet.
    public var profile: AgentProfile? { rareMore.value?.profile }
    /// What the agent has beside the one offer, oldest first.
    public var seats: [SeatReport] { rareMore.value?.seats ?? [] }
    private let rareMore: Rare<More>
    /// Whether the agent has anything beside the one offer. Complexity: O(1).
    public var hasSeats: Bool { if case .none = rareMore { false } else { !seats.isEmpty } }

    /// What few reports have.
    private struct More: Hashable, Sendable {
        let profile: AgentProfile?
        let seats: [SeatReport]
    }

    /// A report.
    public init(
        agent: AgentID, site: SiteID, turn: Turn, phase: AgentPhase, version: UInt64, intent: Intent, reason: String?,
        activity: Activity, isReady: Bool, profile: AgentProfile?, seats: [SeatReport] = []
    ) {
        self.agent = agent
        self.site = site
        self.turn = turn
        self.phase = phase
        self.version = version
        self.intent = intent
        self.reason = reason
        self.activity = activity
        self.isReady = isReady
        rareMore = Rare(profile == nil && seats.isEmpty ? nil : More(profile: profile, seats: seats))
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.id(agent)
        writer.id(site)
        writer.turn(turn)
        writer.value(phase)
        writer.number(version)
        writer.byte(intent.rawValue)
        writer.optional(reason) { $0.text($1) }
        writer.byte(activity.rawValue)
        // Reports without seats have the bytes that they always had.
        let seats = seats
        writer.byte((isReady ? 1 : 0) | (seats.isEmpty ? 0 : 2))
        writer.optionalValue(profile)
        if !seats.isEmpty { writer.values(seats) }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        let agent: AgentID = try reader.id()
        let site: SiteID = try reader.id()
        let turn = try reader.turn()
        let phase: AgentPhase = try reader.value()
        let version = try reader.number()
        let intent: Intent = try reader.oneOf()
        let reason = try reader.optional { (reader) throws(WireError) in try reader.text() }
        let activity: Activity = try reader.oneOf()
        let present = try reader.byte()
        guard present < 4 else { throw .invalid("AgentReport") }
        self.init(
            agent: agent, site: site, turn: turn, phase: phase, version: version, intent: intent, reason: reason,
            activity: activity, isReady: present & 1 != 0, profile: try reader.optionalValue(),
            seats: present & 2 == 0 ? [] : try reader.seats())
    }
}

extension WireReader {
    /// What an agent has beside the one offer: as many as anybody may have.
    public mutating func seats() throws(WireError) -> [SeatReport] {
        let seats: [SeatReport] = try values()
        guard !seats.isEmpty, seats.count <= Limits.contactsAtOnce else { throw .invalid("seats") }
        return seats
    }
}
