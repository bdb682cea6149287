// SPDX-License-Identifier: Apache-2.0

/// One producer thread's way into an `Inbox`.
///
/// At any time at most one thread may push; a thread that pushes to an inbox has a lane of its own.
public final class InboxLane<Element: BitwiseCopyable & Sendable>: Sendable {
    @usableFromInline let ring: RingMemory<Element>
    /// Owns the ring.
    @usableFromInline let inbox: Inbox<Element>
    @usableFromInline let parker: Parker

    @usableFromInline
    init(ring: RingMemory<Element>, inbox: Inbox<Element>) {
        self.ring = ring
        self.inbox = inbox
        parker = inbox.parker
    }

    /// How many elements the lane holds when full.
    ///
    /// - Complexity: O(1).
    @inlinable public var capacity: Int { Int(ring.mask) + 1 }

    /// How many elements wait in the lane, as an estimate.
    ///
    /// - Complexity: O(1).
    /// - **Progress:** wait-free.
    /// - **Memory ordering:** as `SPSCRing.count`.
    @inlinable public var count: Int { ring.count }

    /// Adds an element and wakes the consumer if it sleeps, unless the lane is full.
    ///
    /// - Returns: false when the lane is full; the element is then not in it.
    /// - Complexity: O(1); a system call only when the consumer sleeps.
    /// - **Progress:** wait-free, as far as the kernel's wake is.
    /// - **Memory ordering:** as `SPSCRing.tryPush(_:)`, then `Parker.unpark()`; pairs with `Inbox.wait` and `drain`.
    @inlinable
    public func push(_ element: Element) -> Bool {
        if !ring.tryPush(element) { return false }
        parker.unpark()
        return true
    }

    /// Adds as many of the elements as there is room for, in order, and wakes the consumer once.
    ///
    /// - Returns: how many of the leading elements were added; fewer than given only when the lane is now full.
    /// - Complexity: O(n) in the elements added; at most one system call.
    /// - **Progress:** wait-free, as far as the kernel's wake is.
    /// - **Memory ordering:** as `SPSCRing.pushBatch(_:)`, then `Parker.unpark()`.
    @inlinable
    public func pushBatch(_ elements: Span<Element>) -> Int {
        let added = ring.pushBatch(elements)
        if added > 0 { parker.unpark() }
        return added
    }
}
