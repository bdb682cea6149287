// SPDX-License-Identifier: Apache-2.0

/// One level of a line: its ends, and the tree between them.
///
/// What the two ends hold is not counted in the tree, so that arrivals and departures in order touch no
/// node. Arrivals do not even touch the last chunk, but its entries: the level knows where the next one goes, and in
/// `live` of the last chunk the bits of slots that are still to come are set already.
@usableFromInline
struct LineLevel: BitwiseCopyable {
    /// The next slot of the last chunk.
    @usableFromInline var next: UnsafeMutablePointer<LineEntry> = .nowhere
    /// How many slots of the last chunk are in use: what its own `high` will be. All of them, when there is no chunk.
    @usableFromInline var high = UInt32(LineChunk.capacity)
    /// The last chunk's generation.
    @usableFromInline var generation: UInt32 = 0
    /// The first chunk; none when the level has none. A level that becomes empty keeps its last chunk for a while,
    /// since one that comes and goes with every contact would cost more than the contact.
    @usableFromInline var head = LineNode.none
    /// The last chunk.
    @usableFromInline var tail = LineNode.none
    /// The node over all chunks; none when there is one chunk or none at all.
    @usableFromInline var root = LineNode.none
    /// How many contacts wait in it.
    @usableFromInline var count: UInt32 = 0

    @inlinable
    @inline(__always)
    func isEnd(_ chunk: UInt32) -> Bool { chunk == head || chunk == tail }

    /// The bits of the last chunk's slots in use, of which there are 1 to 64.
    @inlinable var inUse: UInt64 { .max &>> (0 &- UInt64(high)) }
}
