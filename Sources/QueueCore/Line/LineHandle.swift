// SPDX-License-Identifier: Apache-2.0

/// Where a line keeps a contact: a chunk, a slot in it, and the chunk's generation.
///
/// A handle makes taking out and putting back O(1). Its chunk gets another generation when entries in it move or a slot
/// is given to another key; a handle of an earlier one costs the line a search by its key. Generations of two lines
/// begin at numbers far apart, so that a handle is as good as never good in a line that did not tell it.
@frozen
public struct LineHandle: Hashable, Sendable, BitwiseCopyable {
    /// Generation, chunk and slot: 32, 26 and 6 bits.
    @usableFromInline let word: UInt64

    /// A handle of nothing: the line searches by key.
    @inlinable public static var unknown: LineHandle { LineHandle(word: .max) }

    @inlinable
    init(word: UInt64) { self.word = word }

    @inlinable
    init(generation: UInt32, chunk: UInt32, slot: Int) {
        word = UInt64(generation) << 32 | UInt64(chunk) << 6 | UInt64(slot)
    }

    @inlinable var generation: UInt32 { UInt32(truncatingIfNeeded: word >> 32) }
    @inlinable var chunk: UInt32 { UInt32(truncatingIfNeeded: word) >> 6 }
    @inlinable var slot: Int { Int(word & 63) }
}
