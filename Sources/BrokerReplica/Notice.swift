// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// Changes of state that a node logs, one line each.
public enum Notice: Sendable {
    /// This node orders and matches now.
    case becameOwner(epoch: UInt64)
    /// Another node does, or this one's append was refused.
    case lostOwnership(epoch: UInt64, why: String)
    /// This node ends, and leaves the pool to the next.
    case yielded(epoch: UInt64)
    /// Another node began an epoch.
    case ownerChanged(NodeID, epoch: UInt64)
    /// The node has read the log to its end.
    case caughtUp(logSequence: UInt64, eventSequence: UInt64)
    /// This node holds its site's home; from another node's copy, if it took over.
    case homeTaken(term: UInt32, over: Bool)
    /// The log is out of reach: the site serves its own callers with its own agents.
    case islandBegan(count: UInt64)
    /// The log is back. Of the conversations that began meanwhile, so many came out of the pool's order, and before one
    /// of them so many others waited at most.
    case islandEnded(milliseconds: Int64, connections: Int, outOfOrder: Int, mostAhead: Int)
    /// A site does not confirm.
    case detached(SiteID)
    /// A site is back.
    case attached(SiteID)
    /// A message in the log that no owner of this pool wrote, or not in its place.
    case foreignMessage(sequence: UInt64, why: String)
    /// A node said that a batch is in the log which does not fit there: the log is asked.
    case doubtfulWord(sequence: UInt64, why: String)
    /// The log does not answer appends.
    case logSilent(attempts: Int)
    /// After a rejoin: what the log last knew of a contact, which may have changed since.
    case uncertain(contact: ContactID, ClaimNumber, why: String)
    /// A snapshot was kept.
    case snapshotKept(logSequence: UInt64)
}
