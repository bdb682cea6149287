// SPDX-License-Identifier: Apache-2.0
public import BrokerModel

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
        guard let ordinal = siteOrder.firstIndex(of: site) else { preconditionFailure("site \(site) has no home") }
        epoch = OfferID.islandEpoch(site: ordinal, count: count)
        owner = nil
        for other in siteOrder where sites[other]?.isDetached == false { setDetached(other, true) }
        for slot in contacts.slotsInUse where contacts[slot].record.site == site {
            guard case .offered = contacts[slot].phase else { continue }
            topics[lines[contacts[slot].line].identity.topic].statistics.offered -= 1
            contacts[slot].phase = .waiting
        }
        for index in agents.indices where agents[index].site == site {
            if case .offered = agents[index].phase { agents[index].phase = .idle }
        }
        setDetached(site, false)
    }

    /// Offers everybody who is free somebody who waits: an island's first deed. Complexity: O(agents × lines).
    public mutating func matchAll(at now: PoolInstant, into events: inout [Event]) {
        repeat { matchMore(at: now, into: &events) } while isMatchingDue
    }

    /// Contacts of other sites that wait for one of the topics and come before a contact of the island's: whom it has
    /// overtaken.
    /// Complexity: O(waiting), at most ``Limits/overtakenMax`` a topic.
    public func waitingAhead(of contact: ContactState, topics: [TopicID], besides site: SiteID) -> Int {
        topics.reduce(0) { sum, topic in
            sum
                + waiting(topic, after: nil, limit: Limits.overtakenMax)
                .count { $0.key < contact.key && $0.record.site != site }
        }
    }
}
