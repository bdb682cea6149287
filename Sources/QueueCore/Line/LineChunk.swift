// SPDX-License-Identifier: Apache-2.0

/// Up to 64 entries of one level, in order: what is known of them without looking at them.
///
/// The entries stand in a block of memory of their own. Slots `0..<high` hold ascending keys, alive or dead: a
/// contact that is taken out leaves its key where it stood, so putting it back is setting a bit.
@usableFromInline
struct LineChunk: BitwiseCopyable {
    @usableFromInline static var capacity: Int { 64 }
    /// Neighbours under one node that together have no more than this become one chunk, unless one is an end of its
    /// level: half full, so that neither the next inserts nor the next removals change it again.
    @usableFromInline static var mergedLimit: Int { 32 }

    /// Which slots hold a contact.
    @usableFromInline var live: UInt64 = 0
    /// The entries; nil when the chunk is free and its memory was given back.
    @usableFromInline var block: UnsafeMutablePointer<LineEntry>?
    /// Counts what makes older handles invalid.
    @usableFromInline var generation: UInt32 = 0
    /// The node above; none when the chunk is all of its level. The next free chunk, when it is free.
    @usableFromInline var parent = LineNode.none
    /// Which child of `parent` it is.
    @usableFromInline var slot: UInt8 = 0
    @usableFromInline var rank: UInt8 = 0
    @usableFromInline var high: UInt8 = 0

    /// The entries of a chunk that is in use: it always has its block, and a check would be made at every step.
    @inlinable var entries: UnsafeMutablePointer<LineEntry> { block.unsafelyUnwrapped }

    /// How many contacts it holds.
    @inlinable var count: Int { live.nonzeroBitCount }

    @inlinable
    @inline(__always)
    func isLive(_ slot: Int) -> Bool { live &>> UInt64(slot) & 1 == 1 }

    /// The first slot in use at the entry or behind it, alive or dead; `high` when there is none.
    ///
    /// - Complexity: O(log 64).
    func lowerBound(_ entry: LineEntry) -> Int {
        var first = 0
        var end = Int(high)
        // Most come last, and the entries before are not in the cache any more.
        if end > 0, entries[end - 1] < entry { return end }
        while first < end {
            let middle = (first + end) >> 1
            if entries[middle] < entry { first = middle + 1 } else { end = middle }
        }
        return first
    }
}
