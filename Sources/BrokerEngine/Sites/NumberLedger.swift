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
    /// Whole ranges that a lost part of the log may have reserved, ascending: whoever presents a number of one was
    /// given it then, since a range has one writer.
    private(set) var gaps: [ClaimRange] = []

    init() {}

    init(entries: [Entry], next: UInt64, gaps: [ClaimRange] = []) {
        self.entries = entries
        self.next = next
        self.gaps = gaps
    }

    /// Whether the ranges ascend without overlap and end before what is still to be reserved: so on every node.
    var isInOrder: Bool {
        var end: UInt64 = 1
        for entry in entries {
            guard entry.range.first >= end else { return false }
            end = entry.range.first + entry.range.count
        }
        guard next >= end, next <= Limits.contactNumberMax + 1 else { return false }
        end = 1
        for gap in gaps {
            guard gap.first >= end, gap.count > 0, gap.count % Limits.claimRangeSize == 0,
                gap.first + gap.count <= next
            else { return false }
            end = gap.first + gap.count
        }
        return true
    }

    /// The next range of the usual size; nil when the numbers are used up.
    var nextRange: ClaimRange? {
        let range = ClaimRange(first: next, count: Limits.claimRangeSize)
        return range.first + range.count - 1 <= Limits.contactNumberMax ? range : nil
    }

    /// Records a reservation, at the end or in a gap.
    mutating func reserve(_ range: ClaimRange, site: SiteID, incarnation: UInt64) {
        let words = Int((range.count + 63) / 64)
        let entry = Entry(
            site: site, incarnation: incarnation, range: range, ended: [UInt64](repeating: 0, count: words),
            endedCount: 0)
        if range.first >= next {
            next = range.first + range.count
            return entries.append(entry)
        }
        let isInGap = fill(range)
        precondition(isInGap, "range \(range) overlaps one reserved before")
        entries.insert(entry, at: entries.firstIndex { $0.range.first > range.first } ?? entries.count)
    }

    /// Leaves out so many ranges, or as many as are left: what a lost part of the log has reserved is among them.
    mutating func skip(ranges: UInt64) {
        let left = (Limits.contactNumberMax + 1 - next) / Limits.claimRangeSize
        let count = min(ranges, left) * Limits.claimRangeSize
        guard count > 0 else { return }
        gaps.append(ClaimRange(first: next, count: count))
        next += count
    }

    /// The range a number of a gap belongs to: ranges are of one size and follow one another. Complexity: O(gaps).
    func lostRange(of number: ContactNumber) -> ClaimRange? {
        guard let gap = gaps.first(where: { $0.contains(number) }) else { return nil }
        let place = (number.value - gap.first) / Limits.claimRangeSize
        return ClaimRange(first: gap.first + place * Limits.claimRangeSize, count: Limits.claimRangeSize)
    }

    /// Takes a range out of the gap it is in, which leaves none, one or two of it; false if it is in none.
    private mutating func fill(_ range: ClaimRange) -> Bool {
        guard let index = gaps.firstIndex(where: { $0.contains(ContactNumber(range.first)) }) else { return false }
        let gap = gaps[index]
        let end = range.first + range.count
        guard end <= gap.first + gap.count else { return false }
        let rest = [
            ClaimRange(first: gap.first, count: range.first - gap.first),
            ClaimRange(first: end, count: gap.first + gap.count - end),
        ]
        gaps.replaceSubrange(index...index, with: rest.filter { $0.count > 0 })
        return true
    }

    /// The newest range of a store's incarnation. Complexity: O(live ranges).
    func newest(site: SiteID, incarnation: UInt64) -> ClaimRange? {
        entries.last { $0.site == site && $0.incarnation == incarnation }?.range
    }

    /// Ranges of a store's incarnation that are still live, ascending. Complexity: O(live ranges).
    func ranges(site: SiteID, incarnation: UInt64) -> [ClaimRange] {
        entries.filter { $0.site == site && $0.incarnation == incarnation }.map(\.range)
    }

    /// Whether a contact may still enter with this number, its range perhaps first. Complexity: O(log live ranges), and
    /// O(gaps) for a number of no live range.
    func admits(_ number: ContactNumber, site: SiteID) -> Bool {
        guard let index = index(of: number) else {
            return lostRange(of: number) != nil && !isPlanted(.rangeNotAdopted)
        }
        return entries[index].site == site && !bit(index, number)
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
