// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// What the log knows of a site.
public struct SiteState: Hashable, Sendable {
    /// Who holds its home.
    public internal(set) var home: HomeRecord
    /// The sequence of the event by which that began.
    public internal(set) var reign: UInt64
    /// The sequence of the event by which the home came to the store that holds it: `reign` begins anew each time that
    /// store is opened, and this does not.
    public internal(set) var heldSince: UInt64
    /// Nodes whose disks hold every fact of the home that counts: each of them may take it over.
    public internal(set) var heirs: [NodeID] = []
    /// The sequence of the event that last changed holder or heirs.
    public internal(set) var listedAt: UInt64
    /// Whether its contacts and agents are skipped because its home does not confirm.
    public internal(set) var isDetached: Bool
}
