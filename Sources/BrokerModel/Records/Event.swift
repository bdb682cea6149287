// SPDX-License-Identifier: Apache-2.0

/// What the log holds: each event changes the state that every node folds, and takes the next sequence.
public enum Event: Hashable, Sendable {
    /// A node became the owner: everything after it is that epoch's.
    case epochBegan(epoch: UInt64, owner: NodeID)
    /// A node holds a site's home.
    case homeTaken(HomeRecord)
    /// The configuration changed; `request` is the command that asked for it.
    case configured(Configuration, request: UInt64)
    /// Contact numbers were reserved for one incarnation of a home's store.
    case rangeReserved(SiteID, incarnation: UInt64, ClaimRange)
    /// A contact entered.
    case enqueued(ContactRecord, Turn)
    /// A contact's home reported its cell.
    case contactReported(ContactReport)
    /// An agent's home reported its cell.
    case agentReported(AgentReport)
    /// The owner gave a contact to an agent. The id's sequence is this event's.
    case offered(Offer)
    /// A site does not confirm: its contacts and agents are skipped, keys are kept.
    case siteDetached(SiteID)
    /// A detached site has reported its cells.
    case siteAttached(SiteID)
    /// A home has other heirs: the nodes whose disks hold every fact of it that counts.
    case heirsListed(SiteID, [NodeID])
    /// The owner keeps a slot of its topic's appointments for a contact, until the next word of the contact's home,
    /// which takes it or lets it go.
    case slotBooked(ContactNumber, Turn, PoolInstant)
}
