// SPDX-License-Identifier: Apache-2.0
public import Synchronization

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
public final class SPSCRing<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Unchecked Sendable holds by this invariant: a slot belongs to the producer while its index is in
    // [tail, head + capacity) and to the consumer while it is in [head, tail); it changes hands only by a releasing
    // store of an index that the other side loads with acquire. `cachedHead` is the producer's alone and `cachedTail`
    // the consumer's. Callers keep to one producer and one consumer at a time.

    /// The next index to write; stored by the producer only.
    @usableFromInline let tail: UnsafeMutablePointer<Atomic<UInt64>>
    /// The producer's last sight of `head`; beside `tail`, in the producer's cache line.
    @usableFromInline let cachedHead: UnsafeMutablePointer<UInt64>
    /// The next index to read; stored by the consumer only.
    @usableFromInline let head: UnsafeMutablePointer<Atomic<UInt64>>
    /// The consumer's last sight of `tail`; beside `head`, in the consumer's cache line.
    @usableFromInline let cachedTail: UnsafeMutablePointer<UInt64>
    @usableFromInline let slots: UnsafeMutablePointer<Element>
    @usableFromInline let mask: UInt64
    @usableFromInline let memory: UnsafeMutableRawPointer

    /// How many elements the ring holds when full.
    ///
    /// - Complexity: O(1).
    @inlinable public var capacity: Int { Int(mask) + 1 }

    /// Makes an empty ring.
    ///
    /// - Parameter capacity: how many elements it must hold, 1 to 2³⁰; rounded up to a power of two.
    /// - Complexity: O(1); the memory is touched when it is first used.
    @inlinable
    public init(capacity: Int) {
        precondition((1...1 << 30).contains(capacity), "SPSCRing capacity \(capacity) is not in 1...2^30")
        // 128, not 64: x86 fetches lines in pairs, and some ARM cores have lines of 128 bytes.
        let spacing = 128
        let rounded = 1 << (Int.bitWidth - (capacity - 1).leadingZeroBitCount)
        let slotBytes = (rounded * MemoryLayout<Element>.stride + spacing - 1) & ~(spacing - 1)
        precondition(MemoryLayout<Element>.alignment <= spacing, "SPSCRing element is aligned to more than \(spacing)")
        memory = .allocate(byteCount: 2 * spacing + slotBytes, alignment: spacing)
        mask = UInt64(rounded - 1)

        tail = memory.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        tail.initialize(to: Atomic(0))
        cachedHead = (memory + 64).bindMemory(to: UInt64.self, capacity: 1)
        cachedHead.initialize(to: 0)
        head = (memory + spacing).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        head.initialize(to: Atomic(0))
        cachedTail = (memory + spacing + 64).bindMemory(to: UInt64.self, capacity: 1)
        cachedTail.initialize(to: 0)
        slots = (memory + 2 * spacing).bindMemory(to: Element.self, capacity: rounded)
    }

    @inlinable
    deinit {
        tail.deinitialize(count: 1)
        head.deinitialize(count: 1)
        memory.deallocate()
    }

    /// Producer: adds an element, unless the ring is full.
    ///
    /// - Returns: false when the ring is full; the element is then not in it.
    /// - Complexity: O(1).
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** the store of `tail` releases the slot; it pairs with the acquiring load of `tail` in
    /// `tryPop`, `popBatch` and `isEmpty`. The load of `head` acquires; it pairs with the releasing store of `head`
    ///   in `tryPop` and `popBatch`, so that a slot is written only after it was read.
    @inlinable
    public func tryPush(_ element: Element) -> Bool {
        let index = tail.pointee.load(ordering: .relaxed)
        if index &- cachedHead.pointee > mask {
            cachedHead.pointee = head.pointee.load(ordering: .acquiring)
            if index &- cachedHead.pointee > mask { return false }
        }
        (slots + Int(index & mask)).initialize(to: element)
        tail.pointee.store(index &+ 1, ordering: .releasing)
        return true
    }

    /// Producer: adds as many of the elements as there is room for, in order, with one publication.
    ///
    /// - Returns: how many of the leading elements were added; fewer than given only when the ring is now full.
    /// - Complexity: O(n) in the elements added.
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** as `tryPush`; one releasing store of `tail` publishes the whole batch.
    @inlinable
    public func pushBatch(_ elements: Span<Element>) -> Int {
        let index = tail.pointee.load(ordering: .relaxed)
        var room = mask &+ 1 &- (index &- cachedHead.pointee)
        if room < UInt64(elements.count) {
            cachedHead.pointee = head.pointee.load(ordering: .acquiring)
            room = mask &+ 1 &- (index &- cachedHead.pointee)
        }
        let added = min(Int(room), elements.count)
        if added == 0 { return 0 }
        for offset in 0..<added {
            (slots + Int((index &+ UInt64(offset)) & mask)).initialize(to: elements[offset])
        }
        tail.pointee.store(index &+ UInt64(added), ordering: .releasing)
        return added
    }

    /// Consumer: takes the oldest element.
    ///
    /// - Returns: nil when the ring is empty.
    /// - Complexity: O(1).
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** the load of `tail` acquires; it pairs with the releasing store of `tail` in `tryPush` and
    ///   `pushBatch`. The store of `head` releases the slot; it pairs with the acquiring load of `head` there.
    @inlinable
    public func tryPop() -> Element? {
        let index = head.pointee.load(ordering: .relaxed)
        if index == cachedTail.pointee {
            cachedTail.pointee = tail.pointee.load(ordering: .acquiring)
            if index == cachedTail.pointee { return nil }
        }
        let element = slots[Int(index & mask)]
        head.pointee.store(index &+ 1, ordering: .releasing)
        return element
    }

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
    public func popBatch(max: Int, _ body: (Element) -> Void) -> Int {
        precondition(max >= 0, "SPSCRing.popBatch max \(max) is negative")
        let index = head.pointee.load(ordering: .relaxed)
        if cachedTail.pointee &- index < UInt64(max) {
            cachedTail.pointee = tail.pointee.load(ordering: .acquiring)
        }
        let taken = min(Int(cachedTail.pointee &- index), max)
        if taken == 0 { return 0 }
        for offset in 0..<taken {
            body(slots[Int((index &+ UInt64(offset)) & mask)])
        }
        head.pointee.store(index &+ UInt64(taken), ordering: .releasing)
        return taken
    }

    /// How many elements are in the ring, as an estimate: exact only when neither side moves.
    ///
    /// - Complexity: O(1).
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** acquiring loads, `head` before `tail`, so the difference is never below zero.
    @inlinable public var count: Int {
        let oldest = head.pointee.load(ordering: .acquiring)
        let newest = tail.pointee.load(ordering: .acquiring)
        // Both sides may have moved between the loads, so the difference may exceed what the ring can hold.
        return min(Int(newest &- oldest), capacity)
    }

    /// Whether the ring is empty; to the consumer a `false` holds until it pops.
    ///
    /// - Complexity: O(1).
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** reads `tail` itself, never the cached copy, with acquire: `Inbox.wait` relies
    ///   on this load standing after the parker's fence.
    @inlinable public var isEmpty: Bool {
        let oldest = head.pointee.load(ordering: .acquiring)
        return tail.pointee.load(ordering: .acquiring) == oldest
    }
}
