// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The slots of contacts by their numbers.
///
/// Open addressing with linear probing and deletion by moving back (Knuth, The Art of Computer Programming 3, 6.4,
/// algorithms L and R), at most half full. Numbers are our own, given one after another, so nobody can choose them to
/// collide: a multiplication spreads them, where a `Dictionary` spends most of a step's time in its keyed hash.
struct NumberIndex: Sendable {
    private struct Bucket: BitwiseCopyable, Sendable {
        var number: UInt32
        /// `.max` in a bucket that is free.
        var slot: UInt32

        static let free = Bucket(number: 0, slot: .max)
    }

    private var buckets = [Bucket](repeating: .free, count: 16)
    /// Numbers in it.
    private(set) var count = 0

    /// The slot of a number. Complexity: O(1).
    func slot(of number: ContactNumber) -> UInt32? {
        guard number.value <= Limits.contactNumberMax else { return nil }
        let place = place(of: UInt32(number.value))
        return buckets[place].slot == .max ? nil : buckets[place].slot
    }

    /// Makes room for so many. Complexity: O(room).
    mutating func reserve(_ count: Int) {
        while count * 2 > buckets.count { grow() }
    }

    /// Enters a number that is not there. Complexity: O(1), but for the growth of the table.
    mutating func insert(_ number: ContactNumber, _ slot: UInt32) {
        precondition(number.value <= Limits.contactNumberMax, "\(number) is no contact number")
        if (count + 1) * 2 > buckets.count { grow() }
        let key = UInt32(number.value)
        let place = place(of: key)
        precondition(buckets[place].slot == .max, "contact \(number) is there twice")
        buckets[place] = Bucket(number: key, slot: slot)
        count += 1
    }

    /// Takes out a number that is there. Complexity: O(1).
    mutating func remove(_ number: ContactNumber) {
        var gap = place(of: UInt32(number.value))
        precondition(buckets[gap].slot != .max, "contact \(number) is not there")
        count -= 1
        // Whoever stands behind the gap and would have liked to stand at or before it moves into it.
        let mask = buckets.count - 1
        var next = (gap + 1) & mask
        while buckets[next].slot != .max {
            let home = home(of: buckets[next].number)
            if (next - home) & mask >= (next - gap) & mask {
                buckets[gap] = buckets[next]
                gap = next
            }
            next = (next + 1) & mask
        }
        buckets[gap] = .free
    }

    /// Where a number is, or the free bucket where it would be.
    private func place(of number: UInt32) -> Int {
        let mask = buckets.count - 1
        var place = home(of: number)
        while buckets[place].slot != .max, buckets[place].number != number { place = (place + 1) & mask }
        return place
    }

    /// Where a number stands when it is alone: the upper bits of its product with 2³² over the golden ratio.
    private func home(of number: UInt32) -> Int {
        let bits = buckets.count.trailingZeroBitCount
        return Int((number &* 2_654_435_769) >> UInt32(32 - bits))
    }

    private mutating func grow() {
        let before = buckets
        buckets = [Bucket](repeating: .free, count: before.count * 2)
        for bucket in before where bucket.slot != .max { buckets[place(of: bucket.number)] = bucket }
    }
}
