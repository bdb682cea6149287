// SPDX-License-Identifier: Apache-2.0

/// A set of levels 0–255 that says how many are more urgent than a given one: 256 bits in four words.
///
/// Bit *r* stands for level 255 − *r*, so that more urgent levels are lower bits and counting them is a mask and a sum.
struct LevelSet: Sendable {
    private var words: [4 of UInt64] = [0, 0, 0, 0]

    func contains(_ level: UInt8) -> Bool {
        let bit = 255 - Int(level)
        return words[bit >> 6] & (1 << UInt64(bit & 63)) != 0
    }

    mutating func insert(_ level: UInt8) {
        let bit = 255 - Int(level)
        words[bit >> 6] |= 1 << UInt64(bit & 63)
    }

    mutating func remove(_ level: UInt8) {
        let bit = 255 - Int(level)
        words[bit >> 6] &= ~(1 << UInt64(bit & 63))
    }

    /// How many levels of the set are more urgent than this one, which may be in the set or not.
    ///
    /// - Complexity: O(1): at most four words.
    func countMoreUrgent(than level: UInt8) -> Int {
        let bit = 255 - Int(level)
        let below: UInt64 = (1 << UInt64(bit & 63)) - 1
        var sum = (words[bit >> 6] & below).nonzeroBitCount
        for word in 0..<(bit >> 6) { sum += words[word].nonzeroBitCount }
        return sum
    }

    /// How many levels the set has.
    var count: Int {
        words.indices.reduce(0) { $0 + words[$1].nonzeroBitCount }
    }
}
