// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import QueueCore

/// The cells of a home by their numbers, in order: a home of very many takes one more without moving the others.
///
/// Cells lie in slots that are used again; an index says which. Numbers come from reserved ranges, so pages of the
/// index are full while their contacts live.
struct CellTable: Sendable {
    private var cells = ChunkedArray<ContactCell?>()
    private var free: [UInt32] = []
    private var index = PagedIndex()
    /// Of claims that are not the number of who has them: who has them, as they came. Few continue a claim.
    private var continuing: [ClaimNumber: [ContactNumber]] = [:]

    init() {}

    /// Cells in it. Complexity: O(1).
    var count: Int { index.count }

    /// Whether there is none. Complexity: O(1).
    var isEmpty: Bool { index.count == 0 }

    /// Whether there is a cell of a number. Complexity: O(1).
    func has(_ number: ContactNumber) -> Bool { slot(of: number) != nil }

    /// The turn and the rank of what the owner is told of a contact; nil for none, and while it is held.
    ///
    /// Complexity: O(1), without a copy of the cell: all may be looked at in one turn.
    func reported(_ number: ContactNumber) -> (turn: Turn, rank: UInt8)? {
        guard let slot = slot(of: number), let turn = cells[Int(slot)]?.turn,
            let rank = cells[Int(slot)]?.phase.reportedRank
        else { return nil }
        return (turn, rank)
    }

    /// The cell of a number, read and changed where it is; nil for none. Complexity: O(1).
    subscript(number: ContactNumber) -> ContactCell? {
        _read {
            if let slot = slot(of: number) { yield cells[Int(slot)] } else { yield nil }
        }
        _modify {
            if let slot = slot(of: number) {
                let claim = cells[Int(slot)]?.record.claim
                yield &cells[Int(slot)]
                if cells[Int(slot)]?.record.claim != claim { settle(number, slot, before: claim) }
            } else {
                var cell: ContactCell?
                yield &cell
                if let cell { insert(cell, number) }
            }
        }
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

    private func slot(of number: ContactNumber) -> UInt32? {
        guard number.value <= Limits.contactNumberMax else { return nil }
        return index.value(of: UInt32(number.value))
    }

    private mutating func insert(_ cell: ContactCell, _ number: ContactNumber) {
        precondition(cell.record.number == number && number.value <= Limits.contactNumberMax, "no cell of \(number)")
        list(number, cell.record.claim)
        guard let slot = free.popLast() else {
            index.insert(UInt32(number.value), UInt32(cells.count))
            return cells.append(cell)
        }
        index.insert(UInt32(number.value), slot)
        cells[Int(slot)] = cell
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
