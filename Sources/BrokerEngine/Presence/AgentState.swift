// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What the log knows of an agent.
public struct AgentState: Hashable, Sendable {
    /// Where the agent's slot is.
    public enum Phase: Hashable, Sendable {
        /// No contact. Can become: offered, busy.
        case idle
        /// An offer is on its way. Can become: idle, busy.
        case offered(Offer)
        /// In conversation. Can become: idle.
        case busy(OfferID, ContactNumber)
    }

    /// The agent.
    public let agent: AgentID
    /// The site that holds the agent.
    public internal(set) var site: SiteID
    /// The newest turn known.
    public internal(set) var turn: Turn
    /// Where the slot is.
    public internal(set) var phase: Phase
    /// The presence document's version.
    public internal(set) var version: UInt64
    /// What the agent wants.
    public internal(set) var intent: Intent
    /// Why, when on a break.
    public internal(set) var reason: String?
    /// What the agent does.
    public internal(set) var activity: Activity
    /// Whether the home lets the agent be offered contacts.
    public internal(set) var isReady: Bool
    /// What the agent can do.
    public internal(set) var profile: AgentProfile
    /// Since when the agent has had no work; a change of status does not reset it.
    public internal(set) var idleSince: PoolInstant
    /// Since when activity and intent are what they are.
    public internal(set) var since: PoolInstant
    /// The log sequence of the last change.
    public internal(set) var sequence: UInt64

    /// The rank of protocol O2: an offered slot still counts as idle there.
    public var rank: UInt8 {
        switch phase {
        case .idle, .offered: 0
        case .busy: 1
        }
    }

    /// Whether another site may take the agent: nobody works at the desk here.
    public var isMovable: Bool { phase == .idle && (intent == .offline || activity == .unreachable) }

    /// Whether a report frees or engages the slot: newer by turn, then rank.
    func isOlder(than report: AgentReport) -> Bool { (turn, rank) < (report.turn, report.phase.rank) }

    /// Whether a report tells only of intent or profile: the same turn and rank, a newer version.
    func isAnnotated(by report: AgentReport) -> Bool {
        turn == report.turn && rank == report.phase.rank && version < report.version
    }

    /// Whether a contact may be offered.
    func isFree(in sites: [SiteID: SiteState]) -> Bool {
        phase == .idle && (isReady || isPlanted(.unreadyMatched)) && sites[site]?.isDetached != true
    }

    /// Whether the agent takes a line's channel and has what it requires.
    func canServe(_ line: LineIdentity) -> Bool {
        profile.channels.contains { $0.channel == line.channel && $0.contacts > 0 } && has(line.requirements)
    }

    /// Whether the agent has every skill a line requires. Both lists are sorted. Complexity: O(skills).
    func has(_ requirements: [SkillLevel]) -> Bool {
        var skills = profile.skills.makeIterator()
        var skill = skills.next()
        for required in requirements {
            while let held = skill, held.skill < required.skill { skill = skills.next() }
            guard let held = skill, held.skill == required.skill, held.level >= required.level else { return false }
        }
        return true
    }
}
