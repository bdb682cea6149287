// SPDX-License-Identifier: Apache-2.0
internal import CLinux
public import Synchronization

/// A waiting line for several threads: first come, first served within a level, over all threads.
///
/// Each producer has a lane into it, a wait-free ring; who looks at the line takes in what the lanes hold. One thread
/// at a time works on the line, and so does it for all (flat combining: Hendler, Incze, Shavit, Tzafrir, SPAA 2010); a
/// producer that stalls on its way into a lane holds back nobody.
///
/// **Linearizable.** A push draws a ticket, which is its place in its level, and then publishes. Who looks reads the
/// next ticket first, then the lanes, and takes in only what has a lower one: so if it sees a contact, it sees every
/// one whose push happened before that contact's push began, though it reads lane by lane. (A push that has drawn its
/// ticket and not returned may still come before contacts that are seen already.)
public final class ConcurrentLine: @unchecked Sendable {
    // Unchecked Sendable holds by this invariant: `line`, `fronts` and the heads of lanes are touched by the holder of
    // `lock` only, a lane's tail by its one producer.

    @usableFromInline let tickets: UnsafeMutablePointer<Atomic<UInt64>>
    /// Whether the line had no room when somebody looked last.
    @usableFromInline let isFull: UnsafeMutablePointer<Atomic<Bool>>
    @usableFromInline let capacity: Int
    @usableFromInline let lock: UnsafeMutablePointer<Atomic<UInt32>>
    @usableFromInline let line: UnsafeMutablePointer<WaitingLine>
    @usableFromInline let lanes: UnsafeMutablePointer<RingMemory<Arrival>>
    @usableFromInline let laneCount: Int
    private let fronts: UnsafeMutablePointer<Front>
    private let memory: UnsafeMutableRawPointer

    /// What a lane carries.
    @usableFromInline
    struct Arrival: BitwiseCopyable, Sendable {
        /// Rank and ticket: 8 and 47 bits.
        @usableFromInline let place: UInt64
        @usableFromInline let sequence: UInt64
        @usableFromInline let value: UInt32

        @inlinable
        init(_ key: LineKey, value: UInt32) {
            place = UInt64(255 &- key.level) << 56 | UInt64(bitPattern: key.arrival)
            sequence = key.sequence
            self.value = value
        }

        @inlinable var ticket: UInt64 { place & (1 << 56 - 1) }
        @inlinable var key: LineKey {
            LineKey(level: 255 &- UInt8(place >> 56), arrival: Int64(bitPattern: ticket), sequence: sequence)
        }
    }

    /// A lane as who looks sees it, and what of it is still to be taken in.
    private struct Front {
        let lane: RingMemory<Arrival>
        var next: UInt64 = 0
        var end: UInt64 = 0
        /// The next one's; above all others when there is none.
        var ticket = UInt64.max

        mutating func look() {
            next = lane.head.pointee.load(ordering: .relaxed)
            end = lane.tail.pointee.load(ordering: .acquiring)
            ticket = next == end ? .max : lane.slot(next).pointee.ticket
        }

        mutating func take() -> Arrival {
            let arrival = lane.slot(next).pointee
            next &+= 1
            ticket = next == end ? .max : lane.slot(next).pointee.ticket
            return arrival
        }

        /// What was taken is the producer's again. When nothing was, nothing is written: the cache line stays there.
        func giveBack() {
            let head = lane.head
            if next != head.pointee.load(ordering: .relaxed) { head.pointee.store(next, ordering: .releasing) }
        }
    }

    /// Makes an empty line.
    ///
    /// - Parameters:
    ///   - laneCount: how many producer threads there are, 1 to 64.
    ///   - laneCapacity: how many contacts a lane holds until somebody takes them in, 1 to 2³⁰; rounded up to a power
    ///     of two.
    /// - Complexity: O(lanes).
    public convenience init(laneCount: Int, laneCapacity: Int = 4096) {
        self.init(laneCount: laneCount, laneCapacity: laneCapacity, capacity: WaitingLine.capacity)
    }

    /// The same with another capacity, to see what happens when it is full.
    package init(laneCount: Int, laneCapacity: Int, capacity: Int) {
        self.capacity = capacity
        precondition((1...64).contains(laneCount), "ConcurrentLine laneCount \(laneCount) is not in 1...64")
        self.laneCount = laneCount
        lanes = .allocate(capacity: laneCount)
        memory = .allocate(byteCount: 384, alignment: 128)
        tickets = memory.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        tickets.initialize(to: Atomic(0))
        lock = (memory + 128).bindMemory(to: Atomic<UInt32>.self, capacity: 1)
        lock.initialize(to: Atomic(0))
        isFull = (memory + 256).bindMemory(to: Atomic<Bool>.self, capacity: 1)
        isFull.initialize(to: Atomic(false))
        line = .allocate(capacity: 1)
        line.initialize(to: WaitingLine())
        fronts = .allocate(capacity: laneCount)
        for index in 0..<laneCount {
            let lane = RingMemory<Arrival>(capacity: laneCapacity)
            (lanes + index).initialize(to: lane)
            (fronts + index).initialize(to: Front(lane: lane))
        }
    }

    deinit {
        for index in 0..<laneCount { lanes[index].deallocate() }
        lanes.deallocate()
        fronts.deallocate()
        line.deinitialize(count: 1)
        line.deallocate()
        tickets.deinitialize(count: 1)
        lock.deinitialize(count: 1)
        isFull.deinitialize(count: 1)
        memory.deallocate()
    }

    /// Puts a contact behind all of its level whose push is over, through a lane that only this thread uses.
    ///
    /// - Parameters:
    ///   - value: what stands for the contact.
    ///   - level: its level, higher is more urgent.
    ///   - sequence: more that stands for it, below 2^48; it comes back with the key.
    ///   - lane: the thread's lane, from 0.
    /// - Returns: the contact's key, whose arrival is its ticket; nil when the line is full, and the contact is not in
    ///   it. Full is a line that held `WaitingLine.capacity` when somebody looked last; what lanes hold comes on top.
    /// - Complexity: O(1); when the lane is full, as `withLine(_:)`.
    /// - **Progress:** while the lane has room wait-free, where the processor has fetch-and-add; else blocking.
    /// - **Memory ordering:** drawing the ticket releases, so that who reads a later ticket sees what this thread
    ///   published before; publishing as `SPSCRing.tryPush(_:)`.
    @inlinable
    public func push(_ value: UInt32, level: UInt8, sequence: UInt64 = 0, lane: Int) -> LineKey? {
        precondition(sequence <= LineKey.sequenceMax, "ConcurrentLine.push sequence \(sequence) is not below 2^48")
        precondition((0..<laneCount).contains(lane), "ConcurrentLine has no lane \(lane)")
        if isFull.pointee.load(ordering: .relaxed) { return nil }
        let ticket = tickets.pointee.wrappingAdd(1, ordering: .releasing).oldValue
        let key = LineKey(level: level, arrival: Int64(bitPattern: ticket), sequence: sequence)
        let arrival = Arrival(key, value: value)
        if lanes[lane].tryPush(arrival) { return key }
        return pushToFull(arrival, lane: lane) ? key : nil
    }

    @usableFromInline
    @inline(never)
    func pushToFull(_ arrival: Arrival, lane: Int) -> Bool {
        withLine { _ in }
        return lanes[lane].tryPush(arrival)
    }

    /// Takes the most urgent contact out; nil when nobody waits.
    ///
    /// - Complexity: O(lanes × what they hold).
    /// - **Progress:** blocking.
    @inlinable
    public func popFirst() -> (key: LineKey, value: UInt32)? {
        withLine { $0.popFirst() }
    }

    /// Does something to the line, after all that was put in has been taken in.
    ///
    /// - Parameter body: has the line for itself; others wait for it. It must not use this `ConcurrentLine`.
    /// - Complexity: O(lanes × what they hold + `body`).
    /// - **Progress:** blocking: spins for a little, then lets other threads run.
    /// - **Memory ordering:** taking the lock acquires, giving it back releases; the load of `tickets` acquires and
    ///   pairs with the draw in `push`, the load of a lane's `tail` with its publication.
    @inlinable
    @inline(__always)
    public func withLine<Result>(_ body: (inout WaitingLine) -> Result) -> Result {
        if lock.pointee.exchange(1, ordering: .acquiring) != 0 { awaitLock() }
        takeIn()
        let result = body(&line.pointee)
        noteRoom()
        lock.pointee.store(0, ordering: .releasing)
        return result
    }

    /// Tells producers whether there is room, when that has changed.
    @inlinable
    @inline(__always)
    func noteRoom() {
        let isNowFull = line.pointee.count >= capacity
        if isFull.pointee.load(ordering: .relaxed) != isNowFull { isFull.pointee.store(isNowFull, ordering: .relaxed) }
    }

    @usableFromInline
    @inline(never)
    func awaitLock() {
        var looks = 0
        repeat {
            while lock.pointee.load(ordering: .relaxed) != 0 {
                looks += 1
                if looks & 15 == 0 { sched_yield() } else { clinux_spin_pause() }
            }
        } while lock.pointee.exchange(1, ordering: .acquiring) != 0
    }

    /// Takes in what the lanes hold, by ticket, so that nearly all of it comes behind its level's end.
    @usableFromInline
    func takeIn() {
        // One lane alone is seen at one instant as it is; and its producer needs the tickets' cache line for itself.
        let limit = laneCount == 1 ? .max : tickets.pointee.load(ordering: .acquiring)
        for index in 0..<laneCount { fronts[index].look() }
        while true {
            // Whose ticket is next is as good as drawn by lot: no branch, see `LevelSet`.
            var best = 0
            var first = fronts[0].ticket
            for index in 1..<laneCount {
                let ticket = fronts[index].ticket
                best = ticket < first ? index : best
                first = min(ticket, first)
            }
            if first >= limit { break }
            let arrival = fronts[best].take()
            // Beyond the line's capacity, too: a push that has returned is in it.
            _ = line.pointee.insert(LineEntry(arrival.key, value: arrival.value), rank: Int(arrival.place >> 56))
        }
        for index in 0..<laneCount { fronts[index].giveBack() }
    }
}
