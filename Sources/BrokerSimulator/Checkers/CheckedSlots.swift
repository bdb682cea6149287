// SPDX-License-Identifier: Apache-2.0
import BrokerEngine
import BrokerModel

/// Who has which slot of appointments, reckoned from the log: slowly, and apart from the engine.
struct CheckedSlots {
    /// A slot of a topic.
    struct Slot: Hashable {
        let topic: TopicID
        let at: PoolInstant
    }

    private struct Gift: Hashable {
        let number: ContactNumber
        let at: PoolInstant
    }

    private var held: [(number: ContactNumber, slot: Slot)] = []
    /// All that the log has ever given, and what of it was given before its end was lost.
    private var given: Set<Gift> = []
    private var givenBefore: Set<Gift> = []

    /// How many have a slot, or may take it.
    func count(_ slot: Slot) -> Int { held.count { $0.slot == slot } }

    /// The slots that a contact has, or may take.
    func slots(of number: ContactNumber) -> [Slot] { held.filter { $0.number == number }.map(\.slot) }

    /// Whether the log has ever given a contact a slot.
    func wasGiven(_ number: ContactNumber, _ at: PoolInstant) -> Bool { given.contains(Gift(number: number, at: at)) }

    /// The log gives a contact a slot; false if it had it before the log lost its end: it may bring it back.
    mutating func give(_ number: ContactNumber, _ slot: Slot) -> Bool {
        held.append((number, slot))
        let gift = Gift(number: number, at: slot.at)
        given.insert(gift)
        return !givenBefore.contains(gift)
    }

    /// A contact's home has spoken: the one slot it may have now; false if the log has not given it.
    mutating func hear(_ number: ContactNumber, _ slot: Slot?) -> Bool {
        let before = slots(of: number)
        held.removeAll { $0.number == number }
        guard let slot else { return true }
        held.append((number, slot))
        return before.contains(slot) || givenBefore.contains(Gift(number: number, at: slot.at))
    }

    /// The log goes on from an earlier state of its own.
    mutating func recover(_ engine: Engine) {
        givenBefore = given
        held = []
        for (site, _) in engine.sitesInOrder {
            for contact in engine.contacts(of: site) {
                let number = contact.record.number
                let has = contact.phase == .waiting ? contact.record.routing.slotAt : nil
                for at in engine.slotsBooked(number) + [has].compactMap({ $0 }) {
                    held.append((number, Slot(topic: contact.record.topic, at: at)))
                }
            }
        }
    }
}
