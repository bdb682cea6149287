// SPDX-License-Identifier: Apache-2.0

/// Up to 64 children of the tree over a level's chunks, in order, and how many contacts each has.
///
/// A B+ tree with counts: its leaves are the chunks, so it is a percent of the line, and some four nodes high at
/// most. Children stand in slots `low..<high`; the front of a level is taken away by moving `low`.
@usableFromInline
struct LineNode: Sendable, BitwiseCopyable {
    @usableFromInline static var none: UInt32 { .max }
    @usableFromInline static var capacity: Int { 64 }
    /// Neighbours that together have no more children than this become one node.
    static var mergedLimit: Int { 32 }

    @usableFromInline var children: [64 of UInt32] = .init(repeating: 0)
    @usableFromInline var counts: [64 of UInt32] = .init(repeating: 0)
    /// The node above; none at the root. The next free node, when it is free.
    @usableFromInline var parent = LineNode.none
    @usableFromInline var slot: UInt8 = 0
    @usableFromInline var low: UInt8 = 0
    @usableFromInline var high: UInt8 = 0
    /// 1 when the children are chunks, else one more than theirs.
    @usableFromInline var height: UInt8 = 1

    var width: Int { Int(high) - Int(low) }
}
