// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What the log knows of an agent: put together for whoever asks.
public struct AgentState: Hashable, Sendable {
    /// Where the agent's slot is.
    public enum Phase: Hashable, Sendable {
        /// No contact. Can become: offered, busy.
        case idle
        /// An offer is on its way. Can become: idle, busy.
        case offered(Offer)
        /// In conversation. Can become: idle.
        case busy(OfferID, ContactNumber)

        /// The offer by which the agent is in conversation.
        var offer: OfferID? { if case .busy(let offer, _) = self { offer } else { nil } }
    }

    /// The agent.
    public let agent: AgentID
    /// The site that holds the agent.
    public let site: SiteID
    /// The newest turn known.
    public let turn: Turn
    /// Where the slot is.
    public let phase: Phase
    /// What the agent has beside that, oldest first.
    public let seats: [SeatReport]
    /// Channels of which one more contact fits.
    public let open: ChannelSet
    /// The presence document's version.
    public let version: UInt64
    /// What the agent wants.
    public let intent: Intent
    /// Why, when on a break.
    public let reason: String?
    /// What the agent does.
    public let activity: Activity
    /// Whether the home lets the agent be offered contacts.
    public let isReady: Bool
    /// What the agent can do.
    public let profile: AgentProfile
    /// Since when the agent has had no work; a change of status does not reset it.
    public let idleSince: PoolInstant
    /// Since when activity and intent are what they are.
    public let since: PoolInstant
    /// The log sequence of the last change.
    public let sequence: UInt64

    /// The rank of protocol O2: an offered slot still counts as idle there.
    public var rank: UInt8 {
        switch phase {
        case .idle, .offered: 0
        case .busy: 1
        }
    }

    /// Whether another site may take the agent: nobody works at the desk here.
    public var isMovable: Bool {
        phase == .idle && seats.isEmpty && (intent == .offline || activity == .unreachable)
    }

    /// Whether a contact of some channel may be offered, unless the agent's site is detached.
    public var isFree: Bool { phase == .idle && isReady && !open.isEmpty }

    /// Contacts in conversation, oldest first.
    public var talks: [ContactNumber] {
        let beside = seats.filter { !$0.isWrapping }.map(\.contact)
        return if case .busy(_, let contact) = phase { beside + [contact] } else { beside }
    }
}
