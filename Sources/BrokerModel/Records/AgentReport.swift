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
    public var profile: AgentProfile? { rareProfile.value }
    private let rareProfile: Rare<AgentProfile>

    /// A report.
    public init(
        agent: AgentID, site: SiteID, turn: Turn, phase: AgentPhase, version: UInt64, intent: Intent, reason: String?,
        activity: Activity, isReady: Bool, profile: AgentProfile?
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
        rareProfile = Rare(profile)
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
        writer.flag(isReady)
        writer.optionalValue(profile)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            agent: try reader.id(), site: try reader.id(), turn: try reader.turn(), phase: try reader.value(),
            version: try reader.number(), intent: try reader.oneOf(),
            reason: try reader.optional { (reader) throws(WireError) in try reader.text() },
            activity: try reader.oneOf(), isReady: try reader.flag(), profile: try reader.optionalValue())
    }
}
