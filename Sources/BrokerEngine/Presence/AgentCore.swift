// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What every step needs of an agent, in one cache line; the rest is ``AgentDetails``.
struct AgentCore: BitwiseCopyable, Sendable {
    /// Where the slot is, without saying with whom.
    enum Stage: UInt8, BitwiseCopyable, Sendable {
        /// No contact.
        case idle
        /// An offer is on its way.
        case offered
        /// In conversation.
        case busy
    }

    /// The newest turn known.
    var turn: Turn
    /// The presence document's version.
    var version: UInt64
    /// Since when the agent has had no work.
    var idleSince: PoolInstant
    /// Since when activity and intent are what they are.
    var since: PoolInstant
    /// The log sequence of the last change.
    var sequence: UInt64
    /// The site that holds the agent, by index.
    var site: UInt32
    /// Where the slot is.
    var stage: Stage
    /// What the agent wants.
    var intent: Intent
    /// What the agent does.
    var activity: Activity
    /// Whether the home lets the agent be offered contacts.
    var isReady: Bool
    /// Channels of which the agent takes contacts.
    var channels: ChannelSet
    /// Those of which one more fits beside the contacts the agent has; all of them for who has none beside the offer.
    var open: ChannelSet
    /// What the contacts beside the offer take of the agent's capacity; 0 for none.
    var load: UInt8 = 0
    /// Whether the agent stands in the index of each topic served.
    var isListed = false
    /// How the agent is counted where they serve.
    var attendance = Attendance.absent

    /// The rank of protocol O2: an offered slot still counts as idle there.
    var rank: UInt8 { stage == .busy ? 1 : 0 }

    /// Whether a report frees or engages the slot: newer by turn, then rank.
    func isOlder(than report: AgentReport) -> Bool { (turn, rank) < (report.turn, report.phase.rank) }

    /// Whether a report tells only of intent or profile: the same turn and rank, a newer version.
    func isAnnotated(by report: AgentReport) -> Bool {
        turn == report.turn && rank == report.phase.rank && version < report.version
    }

    /// Whether a contact may be offered.
    func isFree(in sites: SiteTable) -> Bool {
        stage == .idle && (isReady || isPlanted(.unreadyMatched)) && !sites.isDetached(site) && !open.isEmpty
    }
}
