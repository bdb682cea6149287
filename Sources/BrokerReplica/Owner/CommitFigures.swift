// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// What the owner measures of one committed batch, nanoseconds.
public struct CommitFigures: Sendable {
    /// From the append to its acknowledgement.
    public let commit: Int64
    /// Events in the batch.
    public let events: Int
    /// Contacts that entered and were offered in this very batch: nobody was ahead of them.
    public let offeredAtOnce: Int
    /// From the oldest command's arrival at the owner to the commit: an upper bound for each of those contacts.
    public let commandToCommit: Int64

    init(_ open: OpenAppend, at now: Now) {
        commit = now.monotonic - open.begunAt
        events = open.batch.events.count
        commandToCommit = now.monotonic - open.receivedAt
        var entered = Set<UInt64>()
        var offered = 0
        for event in open.batch.events {
            switch event {
            case .enqueued(let record, _)?: entered.insert(record.number.value)
            case .offered(let offer)? where entered.contains(offer.contact.value):
                // Of several who are rung the first.
                offered += offer.isOfRing && offer.ring != offer.id.sequence ? 0 : 1
            default: break
            }
        }
        offeredAtOnce = offered
    }
}
