// SPDX-License-Identifier: Apache-2.0

/// An array that never moves its elements as it grows: they lie in chunks of 256.
///
/// An `Array` that is full moves everything at once, and so does one of which somebody else holds a copy at its first
/// change: a turn that does this with a million elements is no short turn any more. Here growth takes one chunk, and a
/// change after a copy costs one chunk, and as many references as there are chunks.
public struct ChunkedArray<Element: Sendable>: Sendable {
    @usableFromInline var chunks: ContiguousArray<ContiguousArray<Element>> = []
    @usableFromInline var size = 0

    /// Elements of a chunk, as a shift.
    @inlinable static var shift: Int { 8 }
    @inlinable static var mask: Int { 1 << shift - 1 }

    /// An array without elements.
    @inlinable public init() {}

    /// Elements in it. Complexity: O(1).
    @inlinable public var count: Int { size }

    /// An element, read and changed where it is. Complexity: O(1), but for a change after a copy.
    ///
    /// By its address, since a subscript of an array that yields copies what it yields, with all its references. The
    /// address is good as long as the access lasts: nothing else can change the array meanwhile, and the chunk is its
    /// own.
    @inlinable public subscript(index: Int) -> Element {
        unsafeAddress {
            let place = index & Self.mask
            return chunks[index >> Self.shift].withUnsafeBufferPointer { chunk in
                precondition(place < chunk.count, "no element \(index)")
                return chunk.baseAddress.unsafelyUnwrapped + place
            }
        }
        unsafeMutableAddress {
            let place = index & Self.mask
            return chunks[index >> Self.shift].withUnsafeMutableBufferPointer { chunk in
                precondition(place < chunk.count, "no element \(index)")
                return chunk.baseAddress.unsafelyUnwrapped + place
            }
        }
    }

    /// Puts an element at the end. Complexity: O(1).
    @inlinable public mutating func append(_ element: Element) {
        if size & Self.mask == 0 {
            chunks.append([])
            chunks[chunks.count - 1].reserveCapacity(1 << Self.shift)
        }
        chunks[chunks.count - 1].append(element)
        size += 1
    }
}
