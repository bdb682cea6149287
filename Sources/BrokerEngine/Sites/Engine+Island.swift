// SPDX-License-Identifier: Apache-2.0
public import BrokerModel
import QueueCore

// A site on its own (design: islands): the same engine, with nobody else to match.
extension Engine {
    /// Makes this state that of an island: only the site's own contacts meet its own agents, under an epoch of the
    /// island's. Offers of the owner to or of the site are taken back here; what the log makes of them is told on
    /// return.
    ///
    /// - Parameters:
    ///   - site: the site that is cut off.
    ///   - count: which island of the site it is, from 1; never used twice.
    /// - Complexity: O(contacts + agents).
    public mutating func isolate(_ site: SiteID, count: UInt64) {
        let order = sites.inOrder
        guard let ordinal = order.firstIndex(where: { $0.home.site == site }), let index = sites.known(site) else {
            preconditionFailure("site \(site) has no home")
        }
        listFreed(before: nil)
        epoch = OfferID.islandEpoch(site: ordinal, count: count)
        owner = nil
        // All leave the lines at once: a million would, one after another, and the site's own come back.
        if !isPlanted(.detachedStillMatched) { emptyLines() }
        for other in order where !other.isDetached { setDetached(other.home.site, true, hasLeftLines: true) }
        for slot in contacts.slotsInUse where contacts[slot].site == index && contacts[slot].stage == .offered {
            topics[topic(of: slot)].statistics.offered -= 1
            closeRing(slot)
            contacts.setPhase(slot, .waiting)
        }
        for agent in agents.indices where agents[agent].site == index && agents[agent].stage == .offered {
            agents.setPhase(agent, .idle)
        }
        setDetached(site, false)
    }

    /// Offers everybody who is free somebody who waits: an island's first deed. Complexity: O(agents × lines).
    public mutating func matchAll(at now: PoolInstant, into events: inout [Event]) {
        repeat { matchMore(at: now, into: &events) } while isMatchingDue
    }

    /// Contacts of other sites that wait, may be offered to an agent of the island's and come before the contact that
    /// was: whom it has overtaken.
    /// Complexity: O(waiting), at most ``Limits/overtakenMax`` a line.
    public func waitingAhead(of contact: ContactState, agent: AgentID, besides site: SiteID) -> Int {
        guard let index = agents.index(of: agent), let own = sites.known(site) else { return 0 }
        var ahead = 0
        for line in lines(openTo: index) {
            lines[line].waiting.forEach(after: nil, limit: Limits.overtakenMax) { key, slot in
                if key < contact.key, contacts[slot].site != own { ahead += 1 }
            }
        }
        return ahead
    }
}
