// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel
import BrokerReplica

// What an agent asks a colleague lasts no longer than the conversation it is about, and each knows of the other.
extension Checker {
    /// C10: what is wrong with a contact that is such a question, or in whose conversation one was asked, by what is on
    /// the disks; nil when nothing is. The change that is told is on the disk with all that belongs to it.
    static func consultFault(_ cell: ContactCell, _ contacts: [ContactNumber: ContactHistory]) -> String? {
        let number = cell.record.number
        if let open = cell.consult {
            guard case .connected = cell.phase else { return "\(number) asks in no conversation" }
            guard let question = contacts[open.contact]?.cell, question.endedAt == nil else {
                return "\(number) asks by \(open.contact), which has ended"
            }
            if open.isConference, question.talkOffer == nil { return "\(number) is in conference with nobody" }
        }
        guard cell.endedAt == nil, cell.record.asksMore, let consult = cell.record.routing.consult else { return nil }
        guard let asker = contacts[consult.contact]?.cell, asker.consult?.contact == number else {
            return "\(number) outlives the conversation of \(consult.contact) that it is about"
        }
        return nil
    }
}

extension ContactCell {
    /// The offer by which it is in conversation.
    fileprivate var talkOffer: Offer? { if case .connected(let offer) = phase { offer } else { nil } }
}
