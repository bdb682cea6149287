// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// A node's share of the span between two images: the pool's nodes begin theirs one after another.
struct ImageShare: Equatable, Sendable {
    private let part: UInt64
    private let parts: UInt64

    /// The share of a node: two parts for each site, in the order in which sites joined, the first for its home, the
    /// second for its other nodes. None is a whole span, where the owner's snapshots begin.
    init(of identity: NodeIdentity, _ engine: Engine) {
        let sites = engine.sitesInOrder
        parts = UInt64(max(1, 2 * sites.count))
        guard let place = sites.firstIndex(where: { $0.site == identity.site }) else {
            part = 0
            return
        }
        part = UInt64(2 * place + (sites[place].state.home.node == identity.node ? 0 : 1))
    }

    /// The first place of a node's own behind one: at most a span away.
    func next(after place: UInt64, every span: UInt64) -> UInt64 {
        let offset = span * (2 * part + 1) / (2 * parts) % span
        let passed = place >= offset ? (place - offset) / span + 1 : 0
        return passed * span + offset
    }
}
