// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Which contact numbers were given out, and which of them belong to ended contacts, so that no delayed message ever
/// revives one. One bit a number, for ranges that still have a number alive.
struct NumberLedger: Sendable {
    /// A reserved range and the numbers in it that have ended.
    struct Entry: Sendable {
        let site: SiteID
        let incarnation: UInt64
        let range: ClaimRange
        var ended: [UInt64]
        var endedCount: UInt64
    }

    /// Live ranges, ascending.
    private(set) var entries: [Entry] = []
    /// The first number never reserved.
    private(set) var next: UInt64 = 1

    init() {}

    init(entries: [Entry], next: UInt64) {
        self.entries = entries
        self.next = next
    }

    /// Whether the ranges ascend without overlap and end before what is still to be reserved: so on every node.
    var isInOrder: Bool {
        var end: UInt64 = 1
        for entry in entries {
            guard entry.range.first >= end else { return false }
            end = entry.range.first + entry.range.count
        }
        return next >= end && next <= Limits.contactNumberMax + 1
    }

    /// The next range of the usual size; nil when the numbers are used up.
    var nextRange: ClaimRange? {
        let range = ClaimRange(first: next, count: Limits.claimRangeSize)
        return range.first + range.count - 1 <= Limits.contactNumberMax ? range : nil
    }

    /// Records a reservation.
    mutating func reserve(_ range: ClaimRange, site: SiteID, incarnation: UInt64) {
        precondition(range.first >= next, "range \(range) overlaps one reserved before")
        let words = Int((range.count + 63) / 64)
        let entry = Entry(
            site: site, incarnation: incarnation, range: range, ended: [UInt64](repeating: 0, count: words),
            endedCount: 0)
        entries.append(entry)
        next = range.first + range.count
    }

    /// The newest range of a store's incarnation. Complexity: O(live ranges).
    func newest(site: SiteID, incarnation: UInt64) -> ClaimRange? {
        entries.last { $0.site == site && $0.incarnation == incarnation }?.range
    }

    /// Ranges of a store's incarnation that are still live, ascending. Complexity: O(live ranges).
    func ranges(site: SiteID, incarnation: UInt64) -> [ClaimRange] {
        entries.filter { $0.site == site && $0.incarnation == incarnation }.map(\.range)
    }

    /// Whether a contact may still enter with this number. Complexity: O(log live ranges).
    func admits(_ number: ContactNumber, site: SiteID) -> Bool {
        guard let index = index(of: number), entries[index].site == site else { return false }
        return !bit(index, number)
    }

    /// Whether a number is from a live range of a store. Complexity: O(log live ranges).
    func isOf(_ number: ContactNumber, site: SiteID, incarnation: UInt64) -> Bool {
        index(of: number).map { entries[$0].site == site && entries[$0].incarnation == incarnation } ?? false
    }

    /// The highest ended number in a store's live ranges, 0 for none. Complexity: O(live ranges).
    func highestEnded(site: SiteID, incarnation: UInt64) -> UInt64 {
        for entry in entries.reversed() where entry.site == site && entry.incarnation == incarnation {
            guard let word = entry.ended.lastIndex(where: { $0 != 0 }) else { continue }
            return entry.range.first + UInt64(word * 64 + 63 - entry.ended[word].leadingZeroBitCount)
        }
        return 0
    }

    /// Marks a number as ended for ever; a range whose numbers have all ended is forgotten. Complexity: O(log live
    /// ranges).
    mutating func end(_ number: ContactNumber) {
        guard let index = index(of: number), !bit(index, number) else { return }
        let offset = number.value - entries[index].range.first
        entries[index].ended[Int(offset / 64)] |= 1 << (offset % 64)
        entries[index].endedCount += 1
        if entries[index].endedCount == entries[index].range.count { entries.remove(at: index) }
    }

    private func bit(_ index: Int, _ number: ContactNumber) -> Bool {
        let offset = number.value - entries[index].range.first
        return entries[index].ended[Int(offset / 64)] & (1 << (offset % 64)) != 0
    }

    private func index(of number: ContactNumber) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].range.first <= number.value { low = middle + 1 } else { high = middle }
        }
        return low > 0 && entries[low - 1].range.contains(number) ? low - 1 : nil
    }
}
