// SPDX-License-Identifier: Apache-2.0

/// Figures of a span, over all sites whose histories were read.
public struct HistoryReport: Codable, Hashable, Sendable {
    /// The figures of one group.
    public struct Group: Codable, Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Of its contacts.
        public let contacts: ContactFigures
        /// Of its agents: only where agents are what the report is divided by, or a site.
        public let work: WorkFigures?
    }

    /// What it counts by.
    public let terms: ReportTerms
    /// The span's first millisecond since 1970.
    public let from: Int
    /// The first after it.
    public let until: Int
    /// Everything together.
    public let total: Group
    /// The groups, by name; empty where nothing was asked.
    public let groups: [Group]

    /// Counts. Complexity: O(n log n).
    ///
    /// - Parameters:
    ///   - reading: the contacts that arrived in the span, and the presence of it.
    ///   - span: its first millisecond, and the first after it.
    ///   - now: when presence was last known: nobody is counted as at work after it.
    ///   - grouping: by what contacts are divided, or nil.
    ///   - terms: what it counts by.
    public init(
        _ reading: HistoryReading, span: Range<Int64>, now: Int64, by grouping: ReportGrouping?, _ terms: ReportTerms
    ) {
        self.terms = terms
        from = Int(span.lowerBound)
        until = Int(span.upperBound)
        let end = max(span.lowerBound, min(span.upperBound, now))
        func work(_ presence: [PresenceChange]) -> WorkFigures {
            WorkFigures(presence, from: span.lowerBound, until: end)
        }
        // An agent's question is nobody who came; what it takes of agents' time is in their work.
        let came = reading.contacts.filter { $0.consultOf == nil }
        total = Group(
            name: "total", contacts: ContactFigures(came, terms), work: work(reading.presence))
        guard let grouping else {
            groups = []
            return
        }
        let contacts = Dictionary(grouping: came) { grouping.name(of: $0, from: span.lowerBound) }
        let presence: [String: [PresenceChange]] =
            switch grouping {
            case .agent: Dictionary(grouping: reading.presence) { $0.agent }
            case .site: Dictionary(grouping: reading.presence) { $0.site }
            case .halfHour, .topic, .customer, .disposition: [:]
            }
        groups = Set(contacts.keys).union(presence.keys).sorted().map { name in
            Group(
                name: name, contacts: ContactFigures(contacts[name] ?? [], terms), work: presence[name].map(work))
        }
    }
}
