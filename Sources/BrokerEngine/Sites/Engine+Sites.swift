// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

// Homes, ranges of contact numbers, detached sites.
extension Engine {
    /// Sites in the order in which they joined.
    public var sitesInOrder: [(site: SiteID, state: SiteState)] {
        sites.inOrder.map { ($0.home.site, $0) }
    }

    mutating func apply(_ home: HomeRecord) {
        let before = sites[home.site]
        let heldSince = before?.home.incarnation == home.incarnation ? before?.heldSince : nil
        sites.join(
            SiteState(
                home: home, reign: sequence, heldSince: heldSince ?? sequence, listedAt: sequence,
                isDetached: before?.isDetached ?? false))
    }

    mutating func apply(heirs: [NodeID], of site: SiteID) {
        sites.change(site) { state in
            state.heirs = heirs
            state.listedAt = sequence
        }
    }

    mutating func takeHome(_ home: HomeRecord, rejoin: Bool, into events: inout [Event]) -> Refusal? {
        // Nodes know each other by name: two of one name would each take the other's messages.
        if let other = sites.inOrder.first(where: { $0.home.site != home.site && $0.has(home.node) }) {
            return Refusal(
                .conflict, "site \(other.home.site) has a node \(home.node) too; give this one another name",
                field: "node")
        }
        guard let known = sites[home.site]?.home else {
            guard sites.joined.count < Limits.sites else {
                return Refusal(.full, "a pool has at most \(Limits.sites) sites")
            }
            emit(.homeTaken(home.with(term: 1)), into: &events)
            return nil
        }
        if known.incarnation == home.incarnation {
            guard home.openCount >= known.openCount else {
                return Refusal(
                    .conflict, "the store of site \(home.site) is an older copy of itself; \(Self.rejoinAdvice)")
            }
            guard known != home.with(term: known.term) else { return nil }
            emit(.homeTaken(home.with(term: known.term)), into: &events)
            return nil
        }
        let isHeir = sites[home.site]?.heirs.contains(home.node) == true || isPlanted(.anybodyTakesHome)
        if isHeir, known.node != home.node {
            emit(.homeTaken(home.with(term: known.term)), into: &events)
            return nil
        }
        guard rejoin else {
            return Refusal(
                .conflict, "site \(home.site) is held by another store, of node \(known.node); \(Self.rejoinAdvice)",
                field: "site")
        }
        // Above every term that the lost part of an earlier generation can have had.
        let term = max(known.term, (generation - 1) * Self.termsPerGeneration) + 1
        emit(.homeTaken(home.with(term: term)), into: &events)
        return nil
    }

    /// Another list of heirs. A command that comes late, when the list has changed meanwhile, changes nothing.
    mutating func listHeirs(
        _ site: SiteID, _ listedAt: UInt64, _ heirs: [NodeID], into events: inout [Event]
    ) -> Refusal? {
        guard let state = sites[site], state.listedAt == listedAt || isPlanted(.heirsIgnoreVersion) else { return nil }
        guard heirs.count <= Limits.heirs, !heirs.contains(state.home.node) else { return nil }
        emit(.heirsListed(site, heirs), into: &events)
        return nil
    }

    /// The holder gives its home away.
    mutating func passHome(_ home: HomeRecord, _ listedAt: UInt64, into events: inout [Event]) -> Refusal? {
        guard let state = sites[home.site], state.listedAt == listedAt, state.heirs.contains(home.node) else {
            return nil
        }
        emit(.homeTaken(home.with(term: state.home.term)), into: &events)
        return nil
    }
    private static let termsPerGeneration: UInt32 = 10_000

    private static let rejoinAdvice =
        "put the store's directory back, or, if it is lost for good, start the node once with --rejoin"

    mutating func reserve(
        _ site: SiteID, _ incarnation: UInt64, _ newest: UInt64, into events: inout [Event]
    ) -> Refusal? {
        // A store that does not hold the home, or that has asked this already, gets nothing.
        guard sites[site]?.home.incarnation == incarnation,
            (ledger.newest(site: site, incarnation: incarnation)?.first ?? 0) == newest
        else { return nil }
        guard let range = ledger.nextRange else { return Refusal(.full, "all contact numbers of the pool are used up") }
        emit(.rangeReserved(site, incarnation: incarnation, range), into: &events)
        return nil
    }

    /// A home presents a contact of a range that a lost part of the log had reserved: it was the site's, and is again.
    /// Of which node's store nobody knows, so no store gives out more numbers of it.
    mutating func adoptRange(of number: ContactNumber, for site: SiteID, into events: inout [Event]) {
        guard let range = ledger.lostRange(of: number), sites[site] != nil else { return }
        emit(.rangeReserved(site, incarnation: Self.nobody, range), into: &events)
    }

    /// The incarnation of no store.
    private static let nobody: UInt64 = 0

    /// Ranges of contact numbers a store may use, ascending. Complexity: O(live ranges).
    public func ranges(site: SiteID, incarnation: UInt64) -> [ClaimRange] {
        ledger.ranges(site: site, incarnation: incarnation)
    }

    /// The highest number of a store's ranges that the log has, ended or not; 0 for none.
    /// Complexity: O(contacts + ranges).
    public func highestUsed(site: SiteID, incarnation: UInt64) -> UInt64 {
        let live = contacts.slotsInUse.lazy.map { contacts[$0].number }
            .filter { ledger.isOf($0, site: site, incarnation: incarnation) }.max()
        return max(live?.value ?? 0, ledger.highestEnded(site: site, incarnation: incarnation))
    }

    /// Skips a site's contacts and agents, or no more.
    ///
    /// - Parameter hasLeftLines: whether nobody stands in any line already.
    mutating func setDetached(_ site: SiteID, _ isDetached: Bool, hasLeftLines: Bool = false) {
        guard sites[site] != nil, let index = sites.known(site) else {
            preconditionFailure("site \(site) has no home in the log")
        }
        let slots = hasLeftLines ? [] : contacts.slotsInUse.filter { contacts[$0].site == index }
        let staff = agents.indices.filter { agents[$0].site == index }
        if isDetached {
            if !isPlanted(.detachedStillMatched) { for slot in slots { leaveLine(slot) } }
            for agent in staff { unlist(agent) }
            sites.change(site) { $0.isDetached = true }
        } else {
            sites.change(site) { $0.isDetached = false }
            for slot in slots { joinLine(slot) }
            for agent in staff { list(agent) }
        }
        for agent in staff { restaff(agent) }
    }

    mutating func attach(_ site: SiteID, into events: inout [Event]) -> Refusal? {
        guard sites[site]?.isDetached == true else { return nil }
        emit(.siteAttached(site), into: &events)
        matchEverybody(into: &events)
        return nil
    }

    mutating func detach(_ site: SiteID, into events: inout [Event]) -> Refusal? {
        guard sites[site]?.isDetached == false else { return nil }
        emit(.siteDetached(site), into: &events)
        return nil
    }
}

extension SiteState {
    /// Whether a node holds the home or is an heir.
    fileprivate func has(_ node: NodeID) -> Bool { home.node == node || heirs.contains(node) }
}

extension HomeRecord {
    fileprivate func with(term: UInt32) -> HomeRecord {
        HomeRecord(site: site, node: node, term: term, incarnation: incarnation, openCount: openCount)
    }
}
