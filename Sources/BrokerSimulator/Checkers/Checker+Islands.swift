// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// I16: an island serves its own callers with its own agents, in their order, under names of its own.
extension Checker {
    mutating func islandBegan(_ waiting: [ContactState], _ known: [AgentState], _ node: NodeIdentity) {
        var line = CheckedLine()
        for contact in waiting { _ = line.enter(contact.record, sequence: contact.enteredAt) }
        islands[node.node] = line
        takenAlone[node.node] = Dictionary(
            uniqueKeysWithValues: known.map { ($0.agent, $0.seats.map(\.channel)) })
        islandsBegun += 1
        islandOfNode[node.node] = islandsBegun
        rarities.count(.islandBegan)
    }

    mutating func decidedAlone(_ events: [Event], _ node: NodeIdentity) {
        guard var line = islands[node.node] else {
            return violate("I16", "\(node.node) decides alone and is no island")
        }
        for event in events {
            switch event {
            case .enqueued(let record, _):
                // The line's own sequences are small, and what entered before keeps the log's: either way in order.
                islandEntries += 1
                if !line.enter(record, sequence: .max / 2 + islandEntries) {
                    violate("I10", "\(record.number) enters the island again")
                }
            case .contactReported(let report): line.hear(report)
            case .offered(let offer): judge(alone: offer, node, &line)
            case .agentReported(let report):
                takenAlone[node.node, default: [:]][report.agent] = report.seats.map(\.channel)
            case .homeTaken, .configured, .siteDetached, .siteAttached, .epochBegan, .heirsListed: break
            case .slotBooked(let number, _, _): violate("C11", "\(node.node) keeps \(number) a slot alone")
            // A range that a lost part of the log had reserved may be the site's again: nobody gives out more of it.
            case .rangeReserved(_, let incarnation, _):
                if incarnation != 0 { violate("I16", "\(node.node) reserves numbers alone") }
            }
        }
        islands[node.node] = line
    }

    private mutating func judge(alone offer: Offer, _ node: NodeIdentity, _ line: inout CheckedLine) {
        let site = node.site
        rarities.count(.offeredAlone)
        if offer.contactSite != site || offer.agentSite != site {
            violate("I16", "\(offer.id) of the island \(site) is of another site")
        }
        offered[offer.id] = now
        islandOfOffer[offer.id] = islandOfNode[node.node]
        let slot = slots.first { $0.agent == offer.agent && agents[$0]?.cell.hasMoved == false }
        // A login that the log told in the very turn that began the island: its cell is not on the disk yet.
        let told = engine.agent(offer.agent).flatMap { $0.site == site ? $0.profile : nil }
        guard let whole = slot.flatMap({ agents[$0]?.cell.profile }) ?? told else {
            return violate("I16", "\(offer.agent) is offered a contact alone, and is not at \(site)")
        }
        let rules = engine.configuration
        let taken = takenAlone[node.node]?[offer.agent] ?? []
        let profile = CheckedRoom.open(whole, beside: taken, rules)
        if !line.isOpen(offer.contact, to: offer.agent, at: site, profile, rules) {
            violate("I19", "alone, \(offer.contact) is offered to \(offer.agent), who may not be asked")
        }
        let better = line.whoShouldCome(
            before: offer.contact, agent: offer.agent, at: site, profile, skipping: [], rules)
        if let better { violate("I16", "alone, \(offer.contact) is offered before \(better.number)") }
        line.leave(offer.contact)
    }

    /// An offer of an island has become a fact: its name is of no other. (What is decided by a node that nobody's disk
    /// follows any more never gets so far, and may have the same name.)
    mutating func checkName(of offer: Offer) {
        guard offer.id.isOfIsland else { return }
        if let before = offersAlone.updateValue(offer, forKey: offer.id), before != offer {
            violate("I16", "\(offer.id) is the name of two offers")
        }
        guard let island = islandOfOffer[offer.id] else { return }
        let name = OfferID(generation: offer.id.generation, epoch: offer.id.epoch, sequence: 0)
        if islandOfName[name, default: island] != island {
            violate("I16", "\(offer.id) bears the name of an island before")
        }
        islandOfName[name] = island
    }

    mutating func islandEnded(_ node: NodeIdentity, outOfOrder: Int) {
        islands[node.node] = nil
        if outOfOrder > 0 { rarities.count(.islandOvertook) }
        let isOpen = numbers.suffix(60).contains { number in
            guard let cell = contacts[number]?.cell, cell.record.site == node.site, let offer = cell.offer else {
                return false
            }
            return offer.id.isOfIsland && cell.phase != .connected(offer)
        }
        if isOpen { rarities.count(.returnedWhileOffered) }
    }
}
