// SPDX-License-Identifier: Apache-2.0

/// Who holds a site's home, by which store (protocol §6).
public struct HomeRecord: Hashable, Sendable, WireCodable {
    /// The site.
    public let site: SiteID
    /// The node that holds the home.
    public let node: NodeID
    /// Grows with each holder that may have lost facts.
    public let term: UInt32
    /// The store the home writes to; a new directory is a new incarnation.
    public let incarnation: UInt64
    /// How often that store has been opened: a copy restored from a backup shows by a smaller or equal count.
    public let openCount: UInt64

    /// A record.
    public init(site: SiteID, node: NodeID, term: UInt32, incarnation: UInt64, openCount: UInt64) {
        self.site = site
        self.node = node
        self.term = term
        self.incarnation = incarnation
        self.openCount = openCount
    }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.id(site)
        writer.id(node)
        writer.number(UInt64(term))
        writer.number(incarnation)
        writer.number(openCount)
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            site: try reader.id(), node: try reader.id(), term: try reader.number32(),
            incarnation: try reader.number(), openCount: try reader.number())
    }
}
