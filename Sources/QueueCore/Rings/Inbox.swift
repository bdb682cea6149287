// SPDX-License-Identifier: Apache-2.0
public import Synchronization

/// Many producer threads to one consumer thread: a ring a producer, and one parker.
///
/// Each producer has a lane of its own, so producers never contend and a stalled one holds back nobody (a shared ring
/// would have a hole at the stalled one's place). Order is kept within a lane; between lanes there is none.
///
/// One thread at a time may call `drain` and `wait`; any thread may call `makeLane`.
public final class Inbox<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Unchecked Sendable holds by this invariant: `lanes[0..<laneCount]` never changes; a slot is written once, under
    // `making`, before `laneCount` is raised past it with release. `firstLane` is the consumer's alone.

    @usableFromInline let lanes: UnsafeMutablePointer<RingMemory<Element>>
    @usableFromInline let laneCount = Atomic<Int>(0)
    @usableFromInline let making = Mutex<Void>(())
    @usableFromInline let parker: Parker
    /// Where the next `drain` begins.
    @usableFromInline var firstLane = 0

    /// The most lanes this inbox can have.
    ///
    /// - Complexity: O(1).
    public let maxLanes: Int

    /// Makes an inbox without lanes.
    ///
    /// - Parameters:
    ///   - maxLanes: the most lanes it can have, 1 to 4096. A lane lives as long as its inbox.
    ///   - spinCount: how often `wait` looks before it sleeps; see `Parker`.
    /// - Complexity: O(`maxLanes`).
    @inlinable
    public init(maxLanes: Int = 64, spinCount: Int = 64) {
        precondition((1...4096).contains(maxLanes), "Inbox maxLanes \(maxLanes) is not in 1...4096")
        self.maxLanes = maxLanes
        parker = Parker(spinCount: spinCount)
        lanes = .allocate(capacity: maxLanes)
    }

    @inlinable
    deinit {
        for lane in 0..<laneCount.load(ordering: .acquiring) { lanes[lane].deallocate() }
        lanes.deallocate()
    }

    /// Makes one more lane, for one producer thread; before the consumer starts or while it runs.
    ///
    /// - Parameter capacity: how many elements the lane must hold; rounded up to a power of two.
    /// - Returns: nil when there are `maxLanes` lanes already.
    /// - Complexity: O(1) and an allocation.
    /// - **Progress:** blocking, against other calls of `makeLane` only.
    /// - **Memory ordering:** the store of `laneCount` releases the lane; it pairs with the acquiring load of it in
    ///   `drain` and `wait`.
    @inlinable
    public func makeLane(capacity: Int) -> InboxLane<Element>? {
        making.withLock { _ in
            let index = laneCount.load(ordering: .relaxed)
            if index == maxLanes { return nil }
            let ring = RingMemory<Element>(capacity: capacity)
            (lanes + index).initialize(to: ring)
            laneCount.store(index + 1, ordering: .releasing)
            return InboxLane(ring: ring, inbox: self)
        }
    }

    /// Consumer: hands waiting elements to `body`, every lane in turn, each lane's oldest first.
    ///
    /// Each call begins one lane further than the one before. A full lane gives way after its budget, so no producer
    /// keeps another waiting for more than one round. `body` must not call `drain` or `wait`.
    ///
    /// - Parameter budgetPerLane: the most to take from one lane, 1 or more.
    /// - Returns: how many elements were taken, at most the budget times the lanes; 0 when all lanes were seen empty.
    /// - Complexity: O(lanes + elements taken).
    /// - **Progress:** wait-free, as far as `body` is.
    /// - **Memory ordering:** the load of `laneCount` acquires and pairs with its store in `makeLane`; elements as
    ///   `SPSCRing.popBatch(max:_:)`.
    @inlinable
    public func drain(budgetPerLane: Int, _ body: (Element) -> Void) -> Int {
        precondition(budgetPerLane >= 1, "Inbox.drain budgetPerLane \(budgetPerLane) is below 1")
        let limit = laneCount.load(ordering: .acquiring)
        if limit == 0 { return 0 }
        var lane = firstLane < limit ? firstLane : 0
        firstLane = lane + 1
        var taken = 0
        for _ in 0..<limit {
            taken += lanes[lane].popBatch(max: budgetPerLane, body)
            lane = lane + 1 < limit ? lane + 1 : 0
        }
        return taken
    }

    /// Consumer: sleeps until some lane has an element or the time is over.
    ///
    /// - Parameter timeoutNanoseconds: how long to wait at most; 0 only looks, `UInt64.max` waits for ever.
    /// - Returns: true when some lane has an element, false when the time was over first.
    /// - Complexity: O(lanes) a look; a system call for each sleep.
    /// - **Progress:** blocking.
    /// - **Memory ordering:** as `Parker.park(timeoutNanoseconds:unless:)`. The look loads `laneCount` and every `tail`
    ///   after the parker's fence, so it pairs with a push to a lane made meanwhile too.
    @inlinable
    @discardableResult
    public func wait(timeoutNanoseconds: UInt64) -> Bool {
        parker.park(timeoutNanoseconds: timeoutNanoseconds) { hasElement }
    }

    /// Whether some lane has an element.
    @inlinable var hasElement: Bool {
        for lane in 0..<laneCount.load(ordering: .acquiring) {
            if !lanes[lane].isEmpty { return true }
        }
        return false
    }
}
