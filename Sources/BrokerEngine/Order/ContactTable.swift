// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

/// Contacts that have not ended, in slots that are used again.
struct ContactTable: Sendable {
    private var slots: [ContactState?] = []
    /// Where a contact of a slot is kept in its line. Not part of the state: it differs with the way that led to it.
    private var handles: [LineHandle] = []
    private var free: [UInt32] = []
    private var slotByNumber: [ContactNumber: UInt32] = [:]

    init() {}

    /// Contacts in the table.
    var count: Int { slotByNumber.count }

    /// The slot of a contact. Complexity: O(1).
    func slot(of number: ContactNumber) -> UInt32? { slotByNumber[number] }

    /// The contact in a slot, which must be in use.
    subscript(slot: UInt32) -> ContactState {
        get {
            guard let state = slots[Int(slot)] else { preconditionFailure("slot \(slot) holds no contact") }
            return state
        }
        _modify {
            guard slots[Int(slot)] != nil else { preconditionFailure("slot \(slot) holds no contact") }
            // Checked above; only a force unwrap can be yielded in place.
            // swift-format-ignore: NeverForceUnwrap
            yield &slots[Int(slot)]!
        }
    }

    /// Where a contact is, or was last, kept in its line.
    func handle(_ slot: UInt32) -> LineHandle { handles[Int(slot)] }

    mutating func keep(_ handle: LineHandle, of slot: UInt32) { handles[Int(slot)] = handle }

    /// Takes a slot for a contact. Complexity: O(1).
    mutating func insert(_ state: ContactState) -> UInt32 {
        precondition(slotByNumber[state.record.number] == nil, "contact \(state.record.number) is there twice")
        let slot: UInt32
        if let reused = free.popLast() {
            slot = reused
            slots[Int(slot)] = state
        } else {
            slot = UInt32(slots.count)
            slots.append(state)
            handles.append(.unknown)
        }
        slotByNumber[state.record.number] = slot
        return slot
    }

    /// Frees a slot. Complexity: O(1).
    mutating func remove(_ slot: UInt32) {
        slotByNumber[self[slot].record.number] = nil
        slots[Int(slot)] = nil
        handles[Int(slot)] = .unknown
        free.append(slot)
    }

    /// Slots in use, in no order that means anything but the same on every call. Complexity: O(slots).
    var slotsInUse: [UInt32] { slots.indices.compactMap { slots[$0] == nil ? nil : UInt32($0) } }
}
