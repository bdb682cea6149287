// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

/// What every step needs of a contact, in one cache line; the rest is ``ContactDetails``.
struct ContactCore: BitwiseCopyable, Sendable {
    /// Where the contact is, without saying with whom.
    enum Stage: UInt8, BitwiseCopyable, Sendable {
        /// No contact: the slot is free.
        case none
        /// In line, or skipped because its site is detached.
        case waiting
        /// In no line until it is due.
        case scheduled
        /// An offer is on its way.
        case offered
        /// In conversation.
        case connected
    }

    /// What the table knows beside of few contacts: whether it has anything of this one.
    struct Rarities: OptionSet, BitwiseCopyable, Sendable {
        let rawValue: UInt8
        /// It asks more than a topic, skills and a channel.
        static let routing = Rarities(rawValue: 1)
        /// An agent has not taken it.
        static let tried = Rarities(rawValue: 2)
        /// It rings several agents.
        static let ring = Rarities(rawValue: 4)
    }

    /// Its number.
    let number: ContactNumber
    /// When it arrived, in pool time.
    var arrival: PoolInstant
    /// The newest turn known.
    var turn: Turn
    /// Where it is kept in its line, or was last. Not part of the state: it differs with the way that led to it.
    var handle = LineHandle.unknown
    /// Its place.
    var key: LineKey
    /// Where it is.
    var stage: Stage
    /// Whether an agent has ever answered it.
    var wasAnswered: Bool
    /// 0–255, higher is more urgent.
    var priority: UInt8
    /// What there is beside.
    var rarities: Rarities = []
    /// Which line it waits in, or would.
    var line: UInt32
    /// Its site, by index.
    let site: UInt32
    /// With whom it is engaged, by place in the table; meant for no one while it waits.
    var engagement: UInt32 = .max

    /// The rank of protocol O2: an offered contact still counts as waiting there.
    var rank: UInt8 { stage == .connected ? 1 : 0 }

    /// Whether a report says more than is known.
    func isOlder(than report: ContactReport) -> Bool { (turn, rank) < (report.turn, report.phase.rank) }
}
