// SPDX-License-Identifier: Apache-2.0
public import Synchronization

/// The memory of a ring from one producer thread to one consumer thread, and what each side does with it.
///
/// `SPSCRing` says what it promises and where it comes from. Whoever has many rings holds them as this, a pointer and a
/// number: a reference to an object would be counted at each step. It has an owner, who calls `deallocate()`.
///
/// At any time at most one thread is its producer and at most one its consumer.
@usableFromInline
// Unchecked Sendable holds by this invariant: a slot belongs to the producer while its index is in [tail, head +
// capacity) and to the consumer while it is in [head, tail); it changes hands only by a releasing store of an index
// that the other side loads with acquire. `cachedHead` is the producer's alone and `cachedTail` the consumer's.
struct RingMemory<Element: BitwiseCopyable & Sendable>: BitwiseCopyable, @unchecked Sendable {
    /// All of it, so that each part is found by one addition: the producer's two cache lines, the consumer's, slots.
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline let mask: UInt64

    /// 128, not 64: x86 fetches lines in pairs, and some ARM cores have lines of 128 bytes.
    @inlinable static var spacing: Int { 128 }

    /// The next index to write; stored by the producer only.
    @inlinable var tail: UnsafeMutablePointer<Atomic<UInt64>> { base.assumingMemoryBound(to: Atomic<UInt64>.self) }
    /// The producer's last sight of `head`.
    @inlinable var cachedHead: UnsafeMutablePointer<UInt64> { (base + 64).assumingMemoryBound(to: UInt64.self) }
    /// The next index to read; stored by the consumer only.
    @inlinable var head: UnsafeMutablePointer<Atomic<UInt64>> {
        (base + Self.spacing).assumingMemoryBound(to: Atomic<UInt64>.self)
    }
    /// The consumer's last sight of `tail`.
    @inlinable var cachedTail: UnsafeMutablePointer<UInt64> {
        (base + Self.spacing + 64).assumingMemoryBound(to: UInt64.self)
    }
    @inlinable var slots: UnsafeMutablePointer<Element> {
        (base + 2 * Self.spacing).assumingMemoryBound(to: Element.self)
    }

    /// The slot of an index.
    @inlinable
    @inline(__always)
    func slot(_ index: UInt64) -> UnsafeMutablePointer<Element> { slots + Int(truncatingIfNeeded: index & mask) }

    @inlinable
    init(capacity: Int) {
        precondition((1...1 << 30).contains(capacity), "SPSCRing capacity \(capacity) is not in 1...2^30")
        let spacing = Self.spacing
        let rounded = 1 << (Int.bitWidth - (capacity - 1).leadingZeroBitCount)
        let slotBytes = (rounded * MemoryLayout<Element>.stride + spacing - 1) & ~(spacing - 1)
        precondition(MemoryLayout<Element>.alignment <= spacing, "SPSCRing element is aligned to more than \(spacing)")
        base = .allocate(byteCount: 2 * spacing + slotBytes, alignment: spacing)
        mask = UInt64(rounded - 1)
        for side in [base, base + spacing] {
            side.initializeMemory(as: Atomic<UInt64>.self, to: Atomic(0))
            (side + 64).initializeMemory(as: UInt64.self, to: 0)
        }
        (base + 2 * spacing).bindMemory(to: Element.self, capacity: rounded)
    }

    @inlinable
    func deallocate() {
        tail.deinitialize(count: 1)
        head.deinitialize(count: 1)
        base.deallocate()
    }

    @inlinable
    @inline(__always)
    func tryPush(_ element: Element) -> Bool {
        let index = tail.pointee.load(ordering: .relaxed)
        if index &- cachedHead.pointee > mask {
            cachedHead.pointee = head.pointee.load(ordering: .acquiring)
            if index &- cachedHead.pointee > mask { return false }
        }
        slot(index).initialize(to: element)
        tail.pointee.store(index &+ 1, ordering: .releasing)
        return true
    }

    @inlinable
    func pushBatch(_ elements: Span<Element>) -> Int {
        let index = tail.pointee.load(ordering: .relaxed)
        var room = mask &+ 1 &- (index &- cachedHead.pointee)
        if room < UInt64(elements.count) {
            cachedHead.pointee = head.pointee.load(ordering: .acquiring)
            room = mask &+ 1 &- (index &- cachedHead.pointee)
        }
        let added = min(Int(room), elements.count)
        if added == 0 { return 0 }
        for offset in 0..<added { slot(index &+ UInt64(offset)).initialize(to: elements[offset]) }
        tail.pointee.store(index &+ UInt64(added), ordering: .releasing)
        return added
    }

    @inlinable
    @inline(__always)
    func tryPop() -> Element? {
        let index = head.pointee.load(ordering: .relaxed)
        if index == cachedTail.pointee {
            cachedTail.pointee = tail.pointee.load(ordering: .acquiring)
            if index == cachedTail.pointee { return nil }
        }
        let element = slot(index).pointee
        head.pointee.store(index &+ 1, ordering: .releasing)
        return element
    }

    @inlinable
    func popBatch(max: Int, _ body: (Element) -> Void) -> Int {
        precondition(max >= 0, "SPSCRing.popBatch max \(max) is negative")
        let index = head.pointee.load(ordering: .relaxed)
        if cachedTail.pointee &- index < UInt64(max) {
            cachedTail.pointee = tail.pointee.load(ordering: .acquiring)
        }
        let taken = min(Int(cachedTail.pointee &- index), max)
        if taken == 0 { return 0 }
        for offset in 0..<taken { body(slot(index &+ UInt64(offset)).pointee) }
        head.pointee.store(index &+ UInt64(taken), ordering: .releasing)
        return taken
    }

    @inlinable var count: Int {
        let oldest = head.pointee.load(ordering: .acquiring)
        let newest = tail.pointee.load(ordering: .acquiring)
        // Both sides may have moved between the loads, so the difference may exceed what the ring can hold.
        return min(Int(newest &- oldest), Int(mask) + 1)
    }

    @inlinable var isEmpty: Bool {
        let oldest = head.pointee.load(ordering: .acquiring)
        return tail.pointee.load(ordering: .acquiring) == oldest
    }
}
