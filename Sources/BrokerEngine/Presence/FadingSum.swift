// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// A sum whose parts fade: what was added an hour ago counts half.
///
/// What fades at one rate keeps its order, so that agents are put in order once, when they become free, and time
/// passing changes nothing: a part of weight w at time t is kept as w · 2^(t / hour), and of the sum only its
/// logarithm, in whole numbers, the same on every node (forward decay: Cormode, Shkapenyuk, Srivastava, Xu, *Forward
/// Decay: A Practical Time Decay Model for Streaming Systems*, ICDE 2009).
struct FadingSum: Hashable, Comparable, BitwiseCopyable, Sendable {
    /// The logarithm to base 2, in parts of ``unit``; ``nothing`` when nothing was ever added.
    private(set) var logarithm: Int64

    /// Nothing.
    init() { logarithm = Self.nothing }

    /// From a snapshot; nil if it cannot be one.
    init?(logarithm: Int64) {
        guard (Self.nothing...(1 << 46)).contains(logarithm) else { return nil }
        self.logarithm = logarithm
    }

    /// Adds a weight, at least 1, at a time. Complexity: O(1).
    mutating func add(_ weight: Int64, at time: PoolInstant) {
        let part = Self.logarithm(of: weight) + time.milliseconds * Self.unit / Self.halfLifeMs
        let larger = max(part, logarithm)
        logarithm = larger + Self.growth(larger - min(part, logarithm))
    }

    /// Orders by what is left.
    static func < (left: Self, right: Self) -> Bool { left.logarithm < right.logarithm }

    /// Parts of a doubling.
    static let unit: Int64 = 1_024
    private static let halfLifeMs: Int64 = 3_600_000
    private static let nothing: Int64 = -1 << 46

    /// log₂ of a weight, between powers of two on a straight line: at most 9 % of a doubling too low.
    private static func logarithm(of weight: Int64) -> Int64 {
        let value = UInt64(max(1, weight))
        let power = 63 - value.leadingZeroBitCount
        let rest = value ^ 1 << UInt64(power)
        return Int64(power) * unit + Int64(power > 10 ? rest >> UInt64(power - 10) : rest << UInt64(10 - power))
    }

    /// log₂(1 + 2^-d): what the smaller part adds to the larger one, d being how far apart their logarithms are.
    private static func growth(_ distance: Int64) -> Int64 {
        let step = unit / 4
        let place = Int(distance / step)
        guard place < growths.count - 1 else { return 0 }
        let (low, high) = (growths[place], growths[place + 1])
        return low - (low - high) * (distance % step) / step
    }

    /// The same for d of 0, ¼, ½ … 11 doublings, in parts of ``unit``, rounded.
    private static let growths: [Int64] = [
        1024, 902, 790, 689, 599, 518, 447, 385, 330, 282, 240, 205, 174, 148, 125, 106, 90, 76, 64, 54, 45,
        38, 32, 27, 23, 19, 16, 14, 11, 10, 8, 7, 6, 5, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1,
    ]
}
