// SPDX-License-Identifier: Apache-2.0

/// One level of a line: its ends, and the tree between them.
///
/// What the two ends hold is not counted in the tree, so that arrivals and departures in order touch no
/// node.
@usableFromInline
struct LineLevel: BitwiseCopyable {
    /// The first chunk; none when the level never had one. A level that becomes empty keeps its last chunk, since one
    /// that comes and goes with every contact would cost more than the contact.
    @usableFromInline var head = LineNode.none
    /// The last chunk.
    @usableFromInline var tail = LineNode.none
    /// The node over all chunks; none when there is one chunk or none at all.
    var root = LineNode.none
    /// How many contacts wait in it.
    @usableFromInline var count: UInt32 = 0

    @inlinable
    func isEnd(_ chunk: UInt32) -> Bool { chunk == head || chunk == tail }
}
