// SPDX-License-Identifier: Apache-2.0

/// A set of ranks 0–255: 256 bits in four words, and four bits that say which words have any.
///
/// Rank *r* stands for level 255 − *r*, so that more urgent levels are lower bits and the most urgent one is found by
/// counting trailing zeros twice. Which levels become empty is as good as drawn by lot, so nothing here takes a branch:
/// one guessed wrong costs more than all of it.
@usableFromInline
struct LevelSet: Sendable {
    @usableFromInline var words: [4 of UInt64] = [0, 0, 0, 0]
    @usableFromInline var summary: UInt64 = 0

    @usableFromInline
    init() {}

    @inlinable
    func contains(_ rank: Int) -> Bool { words[unchecked: rank >> 6] & (1 << UInt64(rank & 63)) != 0 }

    @inlinable
    @inline(__always)
    mutating func insert(_ rank: Int) {
        words[unchecked: rank >> 6] |= 1 &<< UInt64(rank & 63)
        summary |= 1 &<< UInt64(rank &>> 6)
    }

    /// Takes a rank out that is in it, if it is to go.
    @inlinable
    @inline(__always)
    mutating func remove(_ rank: Int, if isGone: Bool) {
        let gone: UInt64 = isGone ? 1 : 0
        let word = words[unchecked: rank >> 6] & ~(gone &<< UInt64(rank & 63))
        words[unchecked: rank >> 6] = word
        let isEmpty: UInt64 = word == 0 ? 1 : 0
        summary &= ~(isEmpty &<< UInt64(rank &>> 6))
    }

    /// The lowest rank of a set that is not empty.
    @inlinable
    @inline(__always)
    var first: Int {
        let word = summary.trailingZeroBitCount
        return word &<< 6 | words[unchecked: word].trailingZeroBitCount
    }

    /// The lowest rank from one on; nil when there is none.
    func first(from rank: Int) -> Int? {
        guard rank < 256 else { return nil }
        let rest = words[rank >> 6] & (UInt64.max << UInt64(rank & 63))
        if rest != 0 { return rank & ~63 | rest.trailingZeroBitCount }
        for word in (rank >> 6 + 1)..<4 where words[word] != 0 {
            return word << 6 | words[word].trailingZeroBitCount
        }
        return nil
    }
}
