// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

/// The pool's sites: each has an index from the first contact, agent or home that names it.
public struct SiteTable: Sendable {
    private var names: [SiteID] = []
    private var states: [SiteState?] = []
    private var indexByID: [SiteID: Int] = [:]
    /// Indices of sites with a home, in the order in which they joined.
    private(set) var joined: [Int] = []

    init() {}

    /// What the log knows of a site that has a home. Complexity: O(1).
    public subscript(site: SiteID) -> SiteState? { indexByID[site].flatMap { states[$0] } }

    /// Whether a site has a home and is skipped. Complexity: O(1); copies nothing.
    public func isDetached(_ site: SiteID) -> Bool { indexByID[site].map { isDetached(UInt32($0)) } ?? false }

    /// A site's name.
    func name(_ index: UInt32) -> SiteID { names[Int(index)] }

    /// Whether a site has a home.
    func hasHome(_ index: UInt32) -> Bool { states[Int(index)] != nil }

    /// Whether a site's contacts and agents are skipped.
    func isDetached(_ index: UInt32) -> Bool { states[Int(index)]?.isDetached ?? false }

    /// A site's index, if anybody has named it.
    func known(_ site: SiteID) -> UInt32? { indexByID[site].map(UInt32.init) }

    /// A site's index, given when it is first named. Complexity: O(1).
    mutating func index(of site: SiteID) -> UInt32 {
        if let index = indexByID[site] { return UInt32(index) }
        indexByID[site] = names.count
        names.append(site)
        states.append(nil)
        return UInt32(names.count - 1)
    }

    /// Gives a site its home, or another.
    mutating func join(_ state: SiteState) {
        let index = Int(index(of: state.home.site))
        if states[index] == nil { joined.append(index) }
        states[index] = state
    }

    /// Changes a site that has a home; does nothing to another.
    mutating func change(_ site: SiteID, _ body: (inout SiteState) -> Void) {
        guard let index = indexByID[site], var state = states[index] else { return }
        body(&state)
        states[index] = state
    }

    /// Sites with a home, in the order in which they joined. Complexity: O(sites).
    var inOrder: [SiteState] { joined.compactMap { states[$0] } }
}
