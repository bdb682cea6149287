// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

/// The cells of a home by their numbers, in order: a home of very many takes one more without moving the others.
///
/// Cells lie in slots that are used again; an index says which. Numbers come from reserved ranges, so pages of the
/// index are full while their contacts live. Those of contacts that have ended may be packed, and lie apart.
struct CellTable: Sendable {
    /// Where the cell of a number is.
    private enum Place {
        case open(slot: Int)
        case packed(slot: Int)
    }

    private var cells = ChunkedArray<ContactCell?>()
    private var free: [UInt32] = []
    private var packed = ChunkedArray<PackedCell?>()
    private var freePacked: [UInt32] = []
    /// Slots by number, with ``packedBit`` where it is one of the packed.
    private var index = PagedIndex()
    /// Of claims that are not the number of who has them: who has them, as they came. Few continue a claim.
    private var continuing: [ClaimNumber: [ContactNumber]] = [:]

    init() {}

    /// Cells in it. Complexity: O(1).
    var count: Int { index.count }

    /// Whether there is none. Complexity: O(1).
    var isEmpty: Bool { index.count == 0 }

    /// Whether there is a cell of a number. Complexity: O(1).
    func has(_ number: ContactNumber) -> Bool { place(of: number) != nil }

    /// When a contact ended; nil while it goes on, and for none. Complexity: O(1), without a look at the cell.
    func endedAt(_ number: ContactNumber) -> PoolInstant? {
        switch place(of: number) {
        case .open(let slot)?: cells[slot]?.endedAt
        case .packed(let slot)?: packed[slot]?.endedAt
        case nil: nil
        }
    }

    /// The turn and the rank of what the owner is told of a contact; nil for none, and while it is held.
    ///
    /// Complexity: O(1), without a copy of the cell: all may be looked at in one turn.
    func reported(_ number: ContactNumber) -> (turn: Turn, rank: UInt8)? {
        switch place(of: number) {
        case .open(let slot)?:
            guard let turn = cells[slot]?.turn, let rank = cells[slot]?.phase.reportedRank else { return nil }
            return (turn, rank)
        case .packed?:
            guard let cell = self[number], let rank = cell.phase.reportedRank else { return nil }
            return (cell.turn, rank)
        case nil: return nil
        }
    }

    /// The cell of a number, if it is packed. Complexity: O(1).
    func packed(_ number: ContactNumber) -> PackedCell? {
        if case .packed(let slot)? = place(of: number) { packed[slot] } else { nil }
    }

    /// The bytes of a number's cell in the store; nil for none. Complexity: O(bytes).
    func encoded(_ number: ContactNumber) -> [UInt8]? {
        if case .packed(let slot)? = place(of: number) { return packed[slot]?.stored }
        return self[number]?.encoded()
    }

    /// The cell of a number, read and changed where it is; nil for none. One that is packed is unpacked to be read, and
    /// stays so once it was changed. Complexity: O(1).
    subscript(number: ContactNumber) -> ContactCell? {
        _read {
            switch place(of: number) {
            case .open(let slot)?: yield cells[slot]
            case .packed(let slot)?: yield packed[slot]?.cell
            case nil: yield nil
            }
        }
        _modify {
            unpack(number)
            if case .open(let slot)? = place(of: number) {
                let claim = cells[slot]?.record.claim
                yield &cells[slot]
                if cells[slot]?.record.claim != claim { settle(number, UInt32(slot), before: claim) }
            } else {
                var cell: ContactCell?
                yield &cell
                if let cell { insert(cell, number) }
            }
        }
    }

    /// Packs the cell of a contact that has ended, if the owner is told no more of it.
    ///
    /// - Parameters:
    ///   - number: the contact's number.
    ///   - stored: the bytes of the cell in the store, where they are at hand.
    /// - Complexity: O(bytes).
    mutating func pack(_ number: ContactNumber, stored: [UInt8]? = nil) {
        // Nearly all that are asked about go on, and are not copied.
        guard case .open(let slot)? = place(of: number), cells[slot]?.endedAt != nil,
            let small = cells[slot].flatMap({ PackedCell($0, stored: stored) })
        else { return }
        cells[slot] = nil
        free.append(UInt32(slot))
        let place = freePacked.popLast() ?? UInt32(packed.count)
        if Int(place) == packed.count { packed.append(small) } else { packed[Int(place)] = small }
        index.update(UInt32(number.value), to: place | Self.packedBit)
    }

    private mutating func unpack(_ number: ContactNumber) {
        guard case .packed(let slot)? = place(of: number), let cell = packed[slot]?.cell else { return }
        packed[slot] = nil
        freePacked.append(UInt32(slot))
        index.update(UInt32(number.value), to: put(cell))
    }

    /// Their numbers, ascending, as they are now. Complexity: O(1).
    var numbers: Numbers { Numbers(index: index) }

    /// Who has a claim, as they came: the numbers of a home that was taken over may go back.
    ///
    /// Complexity: O(who continues it).
    func numbers(of claim: ClaimNumber) -> [ContactNumber] {
        let others = continuing[claim] ?? []
        guard let own = self[claim.contact]?.record.claim, own == claim else { return others }
        return [claim.contact] + others
    }

    /// Numbers of cells, ascending: those that were there when it was made.
    struct Numbers: Sequence, Sendable {
        fileprivate let index: PagedIndex
        fileprivate var least: UInt32 = 0

        /// Those above a number.
        func above(_ number: ContactNumber) -> Numbers { Numbers(index: index, least: UInt32(number.value) + 1) }

        func makeIterator() -> Iterator { Iterator(index: index, least: least) }

        struct Iterator: IteratorProtocol {
            fileprivate let index: PagedIndex
            fileprivate var least: UInt32

            mutating func next() -> ContactNumber? {
                guard let found = index.first(from: least) else { return nil }
                least = found.key + 1
                return ContactNumber(UInt64(found.key))
            }
        }
    }

    /// Of a slot in the index: that it is one of the packed. Slots are fewer than numbers, and those fewer than 2³¹.
    private static let packedBit: UInt32 = 1 << 31

    private func place(of number: ContactNumber) -> Place? {
        guard number.value <= Limits.contactNumberMax, let slot = index.value(of: UInt32(number.value)) else {
            return nil
        }
        return slot & Self.packedBit == 0 ? .open(slot: Int(slot)) : .packed(slot: Int(slot & ~Self.packedBit))
    }

    private mutating func insert(_ cell: ContactCell, _ number: ContactNumber) {
        precondition(cell.record.number == number && number.value <= Limits.contactNumberMax, "no cell of \(number)")
        list(number, cell.record.claim)
        index.insert(UInt32(number.value), put(cell))
    }

    /// Puts a cell into a free slot, and says which.
    private mutating func put(_ cell: ContactCell) -> UInt32 {
        guard let slot = free.popLast() else {
            cells.append(cell)
            return UInt32(cells.count - 1)
        }
        cells[Int(slot)] = cell
        return slot
    }

    /// The cell in a slot is gone, or has another claim.
    private mutating func settle(_ number: ContactNumber, _ slot: UInt32, before claim: ClaimNumber?) {
        if let claim, let others = continuing[claim] {
            let left = others.filter { $0 != number }
            continuing[claim] = left.isEmpty ? nil : left
        }
        guard let cell = cells[Int(slot)] else {
            index.remove(UInt32(number.value))
            return free.append(slot)
        }
        list(number, cell.record.claim)
    }

    private mutating func list(_ number: ContactNumber, _ claim: ClaimNumber) {
        guard claim.contact != number else { return }
        continuing[claim, default: []].append(number)
    }
}
