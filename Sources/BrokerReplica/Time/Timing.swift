// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Every time the protocol uses, nanoseconds. None is needed for safety (protocol §7).
enum Timing {
    static let millisecond: Int64 = 1_000_000
    static let second: Int64 = 1_000 * millisecond

    /// The owner's sign of life to every home and heir.
    static let pulse = 100 * millisecond
    /// The owner's question whether the homes live: several within the silence of a holder, so that none which is lost
    /// matters. That nobody listens is known by the pulses.
    static let homeQuestion = 300 * millisecond
    /// A turn that comes so much later than it was due shows that the process stood still.
    static let standstill = 100 * millisecond
    /// How long after the owner's last sign a follower asks whether it is there at all.
    static let doubt = 150 * millisecond
    /// How long a silent owner is believed alive when nobody says it is gone.
    static let ownerSilence = 2 * second
    /// Between two nodes that would both take over.
    static let stagger = 100 * millisecond
    /// How long a silent home is believed to confirm.
    static let homeSilence = 5 * second
    /// How long an heir's disk is waited for.
    static let heirSilence = second
    /// How long the holder of a home must be silent before an heir gets it.
    static let holderSilence = 1_500 * millisecond
    /// A log that shows no life for so long is out of reach, when most sites are too.
    static let cut = 2 * second
    /// A log without a leader has another one within this, when most sites are in reach.
    static let election = 12 * second
    /// A site that hears the log and is skipped for so long is not heard.
    static let unheard = 8 * second
    /// An island lasts at least so long, and until the log has been in touch for a while.
    static let islandLeast = 10 * second
    static let islandCalm = second
    /// How long a report that frees nobody waits at the owner for others.
    static let company = 5 * millisecond
    /// After this an append counts as unknown and is repeated as it is.
    static let appendAnswer = 500 * millisecond
    /// How long a log may be shorter than what was seen of it before it counts as lost: an old leader may be read for
    /// ten seconds after it was replaced.
    static let stale = 15 * second
    /// A node keeps its own image of the log's state at least this often while the log goes on.
    static let image = 300 * second
    /// At most one change of the log's server in this time.
    static let leaveServer = 3 * second
    /// A commit that takes longer stops pool time.
    static let stall = 500 * millisecond
    /// Provisional answers: at least this long after the request.
    static let provisional = 200 * millisecond
    /// How long the log is waited for that gives a slot.
    static let booking = 3 * second
    /// The longest silence an agent hears between accepting and being connected (A7), and the longest wait for HELD.
    static let confirm = 2 * second
    /// Between two questions to the other home, at first; doubles up to the next.
    static let askFirst = 250 * millisecond
    static let askLast = 2 * second
    /// Between two questions once both sides are in conversation.
    static let askEngaged = 30 * second
    /// Open offers are sent to the desk again this often.
    static let offerAgain = 2 * second
    /// Silence after which an agent is unreachable.
    static let agentSilence = 15 * second
    /// After a reject, an agent is not offered anything for so long.
    static let rejectPauseMs = OfferPauses.usual.afterRejectMs
    /// Between two attempts to tell the owner the same.
    static let report = 250 * millisecond
    /// Between two looks at a contact's position.
    static let position = 5 * second
    /// After a start, between the first looks at so many contacts as may be looked at together.
    static let looksApart = 15 * millisecond
    /// A position that has not improved is told again after this.
    static let positionAgain = 60 * second
    /// How long a contact that is handed over waits for the one agent alone.
    static let handover = 5 * second
    /// Between two looks at a contact that is not due yet: at least, and at most.
    static let dueLeast = 20 * millisecond
    static let dueMost = 60 * second
    /// Between two looks whether it is time to call a customer who is called before any agent is asked.
    static let callLook = second
    /// Between two sweeps of what may be forgotten.
    static let sweep = 10 * second
}
