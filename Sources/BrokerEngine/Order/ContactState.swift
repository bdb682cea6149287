// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
public import QueueCore

/// What the log knows of a contact that has not ended: put together for whoever asks.
public struct ContactState: Hashable, Sendable {
    /// Where the contact is.
    public enum Phase: Hashable, Sendable {
        /// In line. Can become: offered, connected, ended.
        case waiting
        /// An offer is on its way. Can become: waiting, connected, ended.
        case offered(Offer)
        /// In conversation. Can become: waiting, ended.
        case connected(OfferID, AgentID)
    }

    /// Its record, with the topic and priority it has now.
    public let record: ContactRecord
    /// The newest turn known.
    public let turn: Turn
    /// Where it is.
    public let phase: Phase
    /// Its place: kept through everything but a logged change.
    public let key: LineKey
    /// Whether an agent has ever answered it.
    public let wasAnswered: Bool

    /// The sequence of the event with which it entered.
    public var enteredAt: UInt64 { key.sequence }

    /// The rank of protocol O2: an offered contact still counts as waiting there.
    public var rank: UInt8 {
        switch phase {
        case .waiting, .offered: 0
        case .connected: 1
        }
    }

    /// Whether a report says more than is known.
    public func isOlder(than report: ContactReport) -> Bool {
        (turn, rank) < (report.turn, report.phase.rank)
    }
}
