// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

// I18: a home's word is taken from the node that holds it, and from nobody else.
extension Replica {
    /// Whether a node may ask this of the owner, by what the log says of who holds which home.
    func mayAsk(_ sender: NodeID, _ command: Command) -> Bool {
        switch command {
        case .contact(let report, let entry):
            let site = entry?.record.site ?? follower.engine.contact(report.number)?.record.site
            // Without a site it is about a contact that has ended, and changes nothing.
            return site.map { holds($0, sender) } ?? false
        case .agent(let report): return holds(report.site, sender)
        case .reserveRange(let site, _, _), .attach(let site): return holds(site, sender)
        case .takeHome(let home, _): return home.node == sender
        case .listHeirs(let site, _, _): return holds(site, sender)
        case .passHome(let home, _): return holds(home.site, sender)
        case .ringMore(let number, _, _), .bookSlot(let number, _, _, _):
            return follower.engine.contact(number).map { holds($0.record.site, sender) } ?? false
        case .configure: return follower.engine.sitesInOrder.contains { $0.state.home.node == sender }
        // The owner says it to itself, by another way.
        case .detach: return false
        }
    }

    /// An heir gets the home only when the holder is silent for the owner too: two nodes must miss it.
    func isPremature(_ command: Command, at now: Now) -> Bool {
        guard case .takeHome(let home, _) = command, let state = follower.engine.sites[home.site],
            state.home.node != home.node, state.heirs.contains(home.node), let homes = owner?.homes
        else { return false }
        return state.home.node == identity.node
            || !homes.isAbsent(state.home.node) && homes.silence(of: state.home.node, at: now) <= Timing.holderSilence
    }

    private func holds(_ site: SiteID, _ node: NodeID) -> Bool { follower.engine.sites[site]?.home.node == node }
}
