// SPDX-License-Identifier: Apache-2.0

/// The pool's stats, each second from the owner, and the reply to `stats.get`.
public struct StatsDocument: Codable, Hashable, Sendable {
    /// The pool.
    public var pool: String
    /// Who orders it.
    public var owner: OwnerDocument
    /// The log sequence it follows from.
    public var seq: Int
    /// When, in milliseconds since 1970.
    public var at: Int
    /// Sites that are cut off: those the pool goes on without, or the one that says this itself.
    public var islands: [String]
    /// The pool, counted.
    public var totals: TotalsDocument
    /// Each site, counted.
    public var sites: [String: SiteStatsDocument]
    /// How long the broker takes, in microseconds.
    public var latencyUs: LatenciesDocument
    /// Each topic, counted (`stats.get` only).
    public var topics: [String: TopicStatsDocument]?
    /// What to ask `after` for more topics; absent at the end.
    public var next: String?

    /// Puts a document together.
    public init(
        pool: String, owner: OwnerDocument, seq: Int, at: Int, islands: [String], totals: TotalsDocument,
        sites:
            [String: SiteStatsDocument], latencyUs: LatenciesDocument, topics: [String: TopicStatsDocument]? = nil,
        next:
            String? = nil
    ) {
        self.pool = pool
        self.owner = owner
        self.seq = seq
        self.at = at
        self.islands = islands
        self.totals = totals
        self.sites = sites
        self.latencyUs = latencyUs
        self.topics = topics
        self.next = next
    }
}
