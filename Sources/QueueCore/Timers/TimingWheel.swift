// SPDX-License-Identifier: Apache-2.0

/// What is due when: earliest first, equal times in the order in which they were set.
///
/// A hierarchical timing wheel: eight wheels of 64 slots, each slot of one as wide as the whole wheel below it
/// (Varghese and Lauck, *Hashed and Hierarchical Timing Wheels*, SOSP 1987, scheme 7). A timer lies in the wheel whose
/// digit is the first in which its time differs from the wheel's own; the wheel's time goes on only to where something
/// is due, so an hour of nothing costs nothing. A slot of the lowest wheel, 2²⁰ ns, is sorted when its turn comes, so
/// timers come out in their exact order.
///
/// Nothing is cancelled: a timer names what it was set for, and means nothing once that has changed. A value type; a
/// copy that is changed costs O(timers). Takes the memory of the most timers it ever held at once.
public struct TimingWheel<Value: Sendable>: Sendable {
    /// A timer in its slot's list.
    @usableFromInline struct Node: Sendable {
        @usableFromInline var at: Int64
        @usableFromInline var order: UInt64
        /// The next of the slot, or of the free ones; `nobody` at the end.
        @usableFromInline var next: UInt32
        @usableFromInline var value: Value?

        @usableFromInline init(at: Int64, order: UInt64, value: Value) {
            self.at = at
            self.order = order
            self.value = value
            next = TimingWheel.nobody
        }
    }

    /// A slot's list, in the order in which its timers were set.
    @usableFromInline struct Slot: Sendable {
        @usableFromInline var first = TimingWheel.nobody
        @usableFromInline var last = TimingWheel.nobody
        /// The earliest time in it.
        @usableFromInline var earliest = Int64.max

        @usableFromInline init() {}
    }

    /// A timer whose tick has come.
    @usableFromInline struct Due: Sendable {
        @usableFromInline let at: Int64
        @usableFromInline let order: UInt64
        @usableFromInline let node: UInt32

        @usableFromInline init(at: Int64, order: UInt64, node: UInt32) {
            self.at = at
            self.order = order
            self.node = node
        }

        @inlinable func isBefore(_ other: Due) -> Bool {
            at != other.at ? at < other.at : order < other.order
        }
    }

    @inlinable static var nobody: UInt32 { .max }
    /// Nanoseconds of a tick, as a shift.
    @inlinable static var tickShift: Int64 { 20 }
    @inlinable static var wheels: Int { 8 }

    @usableFromInline var nodes: [Node] = []
    @usableFromInline var free = TimingWheel.nobody
    @usableFromInline var slots: [Slot]
    /// Which slots of each wheel have timers.
    @usableFromInline var used: [8 of UInt64] = .init(repeating: 0)
    /// Timers up to this tick are in `due`, later ones in the wheels.
    @usableFromInline var tick: UInt64 = 0
    /// Sorted; what comes before `dueHead` is over.
    @usableFromInline var due: [Due] = []
    @usableFromInline var dueHead = 0
    @usableFromInline var order: UInt64 = 0

    @usableFromInline var size = 0

    /// How many are set.
    ///
    /// - Complexity: O(1).
    @inlinable public var count: Int { size }

    /// A wheel without timers.
    ///
    /// - Complexity: O(1), 8 KiB.
    public init() { slots = Array(repeating: Slot(), count: Self.wheels * 64) }

    /// When the next is due, nanoseconds; nil when none is set.
    ///
    /// - Complexity: O(1).
    @inlinable public var next: Int64? {
        if dueHead < due.count { return due[dueHead].at }
        return earliestSlot.map { slots[$0].earliest }
    }

    /// Sets a timer.
    ///
    /// - Parameters:
    ///   - value: what comes out.
    ///   - at: when, nanoseconds, 0 or more. A time that has passed comes out next.
    /// - Complexity: O(1); O(those of the same millisecond) for a time that has come.
    @inlinable public mutating func set(_ value: Value, at: Int64) {
        precondition(at >= 0, "TimingWheel.set at \(at)")
        order += 1
        size += 1
        let node = take(Node(at: at, order: order, value: value))
        let tick = UInt64(at >> Self.tickShift)
        guard tick > self.tick else { return insertDue(Due(at: at, order: order, node: node)) }
        put(node, at: at, tick: tick)
    }

    /// Takes the next that is due, if any.
    ///
    /// - Complexity: O(1) amortised: a timer moves down a wheel at most eight times, and is sorted among those of its
    ///   millisecond.
    @inlinable public mutating func pop(dueBy now: Int64) -> Value? {
        while dueHead == due.count {
            guard let slot = earliestSlot, slots[slot].earliest <= now else { return nil }
            open(slot)
        }
        guard due[dueHead].at <= now else { return nil }
        let node = Int(due[dueHead].node)
        dueHead += 1
        if dueHead == due.count {
            due.removeAll(keepingCapacity: true)
            dueHead = 0
        }
        size -= 1
        let value = nodes[node].value
        nodes[node].value = nil
        nodes[node].next = free
        free = UInt32(node)
        return value
    }

    /// The slot whose turn is next: all of a lower wheel comes before what is later in a higher one.
    @inlinable var earliestSlot: Int? {
        for wheel in 0..<Self.wheels where used[wheel] != 0 { return wheel * 64 + used[wheel].trailingZeroBitCount }
        return nil
    }

    @inlinable mutating func take(_ node: Node) -> UInt32 {
        if free == Self.nobody {
            precondition(nodes.count < Int(Self.nobody), "too many timers")
            nodes.append(node)
            return UInt32(nodes.count - 1)
        }
        let index = free
        free = nodes[Int(index)].next
        nodes[Int(index)] = node
        return index
    }

    /// Puts a timer of a later tick at the end of its slot.
    @inlinable mutating func put(_ node: UInt32, at: Int64, tick: UInt64) {
        let wheel = (63 - (tick ^ self.tick).leadingZeroBitCount) / 6
        let digit = Int(tick >> UInt64(6 * wheel) & 63)
        let slot = wheel * 64 + digit
        used[wheel] |= 1 << UInt64(digit)
        if slots[slot].first == Self.nobody {
            slots[slot].first = node
        } else {
            nodes[Int(slots[slot].last)].next = node
        }
        slots[slot].last = node
        if at < slots[slot].earliest { slots[slot].earliest = at }
    }

    /// The time goes on to a slot: its timers move down to where they differ from it.
    @inlinable mutating func open(_ slot: Int) {
        let (wheel, digit) = (slot / 64, UInt64(slot % 64))
        let shift = UInt64(6 * wheel)
        tick = (tick >> shift & ~63 | digit) << shift
        used[wheel] &= ~(1 << digit)
        var node = slots[slot].first
        slots[slot] = Slot()
        while node != Self.nobody {
            let (at, order, next) = (nodes[Int(node)].at, nodes[Int(node)].order, nodes[Int(node)].next)
            nodes[Int(node)].next = Self.nobody
            let tick = UInt64(at >> Self.tickShift)
            if tick == self.tick {
                due.append(Due(at: at, order: order, node: node))
            } else {
                put(node, at: at, tick: tick)
            }
            node = next
        }
        due.sort { $0.isBefore($1) }
    }

    /// For a tick that has come already: among those that have come too.
    @inlinable mutating func insertDue(_ timer: Due) {
        var low = dueHead
        var high = due.count
        while low < high {
            let middle = (low + high) / 2
            if due[middle].isBefore(timer) { low = middle + 1 } else { high = middle }
        }
        due.insert(timer, at: low)
    }
}
