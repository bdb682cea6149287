// SPDX-License-Identifier: Apache-2.0

/// A bounded ring from one producer thread to one consumer thread.
///
/// The algorithm is Lamport's ring (*Specifying Concurrent Program Modules*, TOPLAS 5(2), 1983) with the cached
/// opposite index of MCRingBuffer (Lee, Bu, Chandranmenon, *A Lock-Free, Cache-Efficient Multi-Core Synchronization
/// Mechanism*, ANCS 2009): a side reads the other side's index only when its own copy says full or empty.
///
/// The indices count for ever and never wrap (2⁶⁴ elements); an index masked is a slot. Two indices are equal exactly
/// when the ring is empty, so all `capacity` slots are usable.
///
/// At any time at most one thread may call `tryPush` and `pushBatch`, and at most one `tryPop` and `popBatch`. `count`,
/// `isEmpty` and `capacity` may be called from anywhere.
public final class SPSCRing<Element: BitwiseCopyable & Sendable>: Sendable {
    @usableFromInline let memory: RingMemory<Element>

    /// How many elements the ring holds when full.
    ///
    /// - Complexity: O(1).
    @inlinable public var capacity: Int { Int(memory.mask) + 1 }

    /// Makes an empty ring.
    ///
    /// - Parameter capacity: how many elements it must hold, 1 to 2³⁰; rounded up to a power of two.
    /// - Complexity: O(1); the memory is touched when it is first used.
    @inlinable
    public init(capacity: Int) { memory = RingMemory(capacity: capacity) }

    @inlinable
    deinit { memory.deallocate() }

    /// Producer: adds an element, unless the ring is full.
    ///
    /// - Returns: false when the ring is full; the element is then not in it.
    /// - Complexity: O(1).
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** the store of `tail` releases the slot; it pairs with the acquiring load of `tail` in
    /// `tryPop`, `popBatch` and `isEmpty`. The load of `head` acquires; it pairs with the releasing store of `head`
    ///   in `tryPop` and `popBatch`, so that a slot is written only after it was read.
    @inlinable
    @inline(__always)
    public func tryPush(_ element: Element) -> Bool { memory.tryPush(element) }

    /// Producer: adds as many of the elements as there is room for, in order, with one publication.
    ///
    /// - Returns: how many of the leading elements were added; fewer than given only when the ring is now full.
    /// - Complexity: O(n) in the elements added.
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** as `tryPush`; one releasing store of `tail` publishes the whole batch.
    @inlinable
    public func pushBatch(_ elements: Span<Element>) -> Int { memory.pushBatch(elements) }

    /// Consumer: takes the oldest element.
    ///
    /// - Returns: nil when the ring is empty.
    /// - Complexity: O(1).
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** the load of `tail` acquires; it pairs with the releasing store of `tail` in `tryPush` and
    ///   `pushBatch`. The store of `head` releases the slot; it pairs with the acquiring load of `head` there.
    @inlinable
    @inline(__always)
    public func tryPop() -> Element? { memory.tryPop() }

    /// Consumer: takes up to `max` of the oldest elements, in order, and hands each to `body`.
    ///
    /// The slots go back to the producer together, after the last call of `body`; `body` must not pop from this ring.
    ///
    /// - Parameter max: the most to take, 0 or more.
    /// - Returns: how many were taken; fewer than `max` only when the ring was seen empty.
    /// - Complexity: O(n) in the elements taken.
    /// - **Progress:** wait-free, as far as `body` is.
    /// - **Memory ordering:** as `tryPop`; one acquiring load of `tail` and one releasing store of `head` a batch.
    @inlinable
    public func popBatch(max: Int, _ body: (Element) -> Void) -> Int { memory.popBatch(max: max, body) }

    /// How many elements are in the ring, as an estimate: exact only when neither side moves.
    ///
    /// - Complexity: O(1).
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** acquiring loads, `head` before `tail`, so the difference is never below zero.
    @inlinable public var count: Int { memory.count }

    /// Whether the ring is empty; to the consumer a `false` holds until it pops.
    ///
    /// - Complexity: O(1).
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** reads `tail` itself, never the cached copy, with acquire: `Inbox.wait` relies
    ///   on this load standing after the parker's fence.
    @inlinable public var isEmpty: Bool { memory.isEmpty }
}
