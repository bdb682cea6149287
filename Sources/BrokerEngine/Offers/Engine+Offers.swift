// SPDX-License-Identifier: Apache-2.0
import BrokerModel

// What an offer does to the folded log. It ends only by the homes' reports.
extension Engine {
    mutating func apply(_ offer: Offer) {
        precondition(
            offer.id.sequence == sequence && offer.id.epoch == epoch, "offer \(offer.id) has another event's name")
        guard let slot = contacts.slot(of: offer.contact), let agent = agentIndexByID[offer.agent] else {
            preconditionFailure("offer \(offer.id) of a contact or to an agent the log does not know")
        }
        precondition(contacts[slot].phase == .waiting, "I3: contact \(offer.contact) is offered while engaged")
        precondition(agents[agent].isFree(in: sites), "I4: agent \(offer.agent) is offered a contact while not free")
        unlist(agent)
        leaveLine(slot)
        contacts[slot].phase = .offered(offer)
        agents[agent].phase = .offered(offer)
        topics[lines[contacts[slot].line].identity.topic].statistics.offered += 1
    }
}
