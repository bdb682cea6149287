// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// Which node this is.
public struct NodeIdentity: Sendable {
    /// The site it serves.
    public let site: SiteID
    /// Its name.
    public let node: NodeID

    /// A node of a site.
    public init(site: SiteID, node: NodeID) {
        self.site = site
        self.node = node
    }
}
