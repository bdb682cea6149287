// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// How many contacts have each slot of time: a part of the state, the same on every node.
struct SlotLedger: Sendable {
    /// A slot of a topic.
    struct Slot: Hashable, Sendable {
        /// The topic's index.
        let topic: Int
        /// When it begins.
        let at: PoolInstant
    }

    private var taken: [Slot: Int] = [:]
    private var booked: [ContactNumber: [PoolInstant]] = [:]

    /// Nobody has any.
    init() {}

    /// Whether nobody has any.
    var isEmpty: Bool { taken.isEmpty }

    /// How many contacts have a slot, or may take it. Complexity: O(1).
    func count(_ slot: Slot) -> Int { taken[slot] ?? 0 }

    /// Slots that are kept for a contact until its home's next word. Complexity: O(1).
    func booked(_ number: ContactNumber) -> [PoolInstant] { booked.isEmpty ? [] : booked[number] ?? [] }

    /// The same of all contacts, by number. Complexity: O(n log n).
    var bookedInOrder: [(ContactNumber, [PoolInstant])] { booked.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    /// A contact has a slot.
    mutating func take(_ slot: Slot) { taken[slot, default: 0] += 1 }

    /// A contact has a slot no more.
    mutating func giveBack(_ slot: Slot) {
        guard let count = taken[slot] else { preconditionFailure("nobody has the slot at \(slot.at.milliseconds)") }
        taken[slot] = count == 1 ? nil : count - 1
    }

    /// A slot is kept for a contact.
    mutating func book(_ number: ContactNumber, _ slot: Slot) {
        booked[number, default: []].append(slot.at)
        take(slot)
    }

    /// A contact's home has spoken: what was kept for it is free.
    mutating func endBookings(_ number: ContactNumber, topic: Int) {
        guard !booked.isEmpty, let slots = booked.removeValue(forKey: number) else { return }
        for at in slots { giveBack(Slot(topic: topic, at: at)) }
    }
}
