// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// Contact numbers for this home: from the ranges the log reserved for this incarnation of its store, each given out
/// once, also through crashes. A mark ahead of the numbers in use is stored before they are; a restart begins behind
/// it.
struct NumberSource: Sendable {
    private var ranges: [ClaimRange] = []
    private var next: UInt64
    /// Stored: nothing up to here is given out after a restart.
    private(set) var mark: UInt64
    /// The mark that is on the disk: only numbers up to it may leave the node.
    private var marked: UInt64

    /// How far the mark runs ahead, so that one write covers many numbers.
    private static let stride: UInt64 = 256

    init(usedUpTo mark: UInt64) {
        self.mark = mark
        marked = mark
        next = mark + 1
    }

    /// Learns the ranges the log has for this store.
    mutating func learn(_ ranges: [ClaimRange]) { self.ranges = ranges }

    /// The first number of the newest range, 0 without one.
    var newest: UInt64 { ranges.last?.first ?? 0 }

    /// Numbers left.
    var left: UInt64 {
        ranges.reduce(0) { sum, range in
            let end = range.first + range.count
            return sum + (next >= end ? 0 : end - max(next, range.first))
        }
    }

    /// Whether another range should be asked for: two are kept ahead.
    var isLow: Bool { left < 2 * Limits.claimRangeSize }

    /// Learns that numbers were given out that the disk has no mark of.
    mutating func skip(upTo number: UInt64) {
        next = max(next, number + 1)
        mark = max(mark, number)
    }

    /// Learns that a mark is on the disk.
    mutating func stored(_ mark: UInt64) { marked = max(marked, mark) }

    /// Whether the number would not be given out again after a crash.
    func isMarked(_ number: ContactNumber) -> Bool { number.value <= marked || isPlanted(.numbersNotReserved) }

    /// The next number, and the new mark if it must be stored together with it; nil when none is left.
    mutating func take() -> (number: ContactNumber, mark: UInt64?)? {
        guard let range = ranges.first(where: { $0.first + $0.count > next }) else { return nil }
        let number = max(next, range.first)
        next = number + 1
        // Half a stride before it is needed, so that numbers seldom wait for their mark.
        guard number + Self.stride / 2 > mark, !isPlanted(.numbersNotReserved) else {
            return (ContactNumber(number), nil)
        }
        mark = number + Self.stride
        return (ContactNumber(number), mark)
    }
}
