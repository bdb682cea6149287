// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// What an offer does to the folded log. It ends only by the homes' reports.
extension Engine {
    mutating func apply(_ offer: Offer) {
        guard let slot = contacts.slot(of: offer.contact), let agent = agents.index(of: offer.agent) else {
            preconditionFailure("offer \(offer.id) of a contact or to an agent the log does not know")
        }
        apply(offer, of: slot, to: agent)
    }

    /// Folds an offer of a contact and to an agent who have been looked up.
    mutating func apply(_ offer: Offer, of slot: UInt32, to agent: Int) {
        precondition(
            offer.id.sequence == sequence && offer.id.epoch == epoch, "offer \(offer.id) has another event's name")
        let isFirst = contacts[slot].stage == .waiting
        precondition(
            isFirst || continuesRing(offer, of: slot), "I3: contact \(offer.contact) is offered while engaged")
        precondition(agents[agent].isFree(in: sites), "I4: agent \(offer.agent) is offered a contact while not free")
        unlist(agent)
        if isFirst {
            leaveLine(slot)
            contacts.setPhase(slot, .offered(offer))
            if offer.isOfRing { openRing(slot, offer, agent) }
            topics[topic(of: slot)].statistics.offered += 1
        } else {
            contacts.ringsToo(slot, UInt32(agent), offer.id.sequence)
        }
        agents.setPhase(agent, .offered(offer))
        let sequence = sequence
        agents.changeDetails(agent) { $0.tallies.lastOffer = sequence }
        // Everybody has been asked: from the first again.
        if contacts.tried(slot).contains(UInt32(agent)) { contacts.forgetTried(slot) }
    }
}
