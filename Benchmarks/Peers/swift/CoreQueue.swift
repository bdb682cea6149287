// SPDX-License-Identifier: Apache-2.0
import QueueCore

/// What the workloads want of a queue; level 0 is the most urgent.
protocol CoreQueue: ~Copyable {
    init()
    mutating func push(level: UInt64, id: UInt64) -> Entry
    mutating func pop() -> Entry?
    mutating func cancel(_ entry: Entry) -> Bool
    mutating func putBack(_ entry: Entry) -> Entry
    /// Puts in what waits beforehand, and knows where.
    mutating func fill(level: UInt64, id: UInt64) -> Entry
    /// Whatever is on its way is in the line.
    mutating func settle()
}

/// An entry, and where it is kept if that is known; as in `cpp/equal.cpp`: a push draws a ticket, which is the arrival,
/// and sequence and value are the halves of the id.
struct Entry {
    var id: UInt64
    var key: LineKey
    var handle = LineHandle.unknown

    /// A place behind all that came before.
    @inline(__always)
    init(level: UInt64, id: UInt64, ticket: UInt64) {
        self.id = id
        key = LineKey(
            level: UInt8(truncatingIfNeeded: 255 &- level), arrival: Int64(truncatingIfNeeded: ticket),
            sequence: id >> 32)
    }

    @inline(__always)
    init(_ found: (key: LineKey, value: UInt32)) {
        key = found.key
        id = found.key.sequence << 32 | UInt64(found.value)
    }

    @inline(__always)
    var value: UInt32 { UInt32(truncatingIfNeeded: id) }
}

/// The line alone.
struct BareLine: CoreQueue, ~Copyable {
    var line = WaitingLine()
    private var tickets: UInt64 = 0

    init() {}

    @inline(__always)
    mutating func push(level: UInt64, id: UInt64) -> Entry {
        tickets &+= 1
        var entry = Entry(level: level, id: id, ticket: tickets)
        guard let handle = line.insert(entry.value, at: entry.key) else { fail("the line is full") }
        entry.handle = handle
        return entry
    }

    @inline(__always)
    mutating func pop() -> Entry? { line.popFirst().map { Entry($0) } }

    @inline(__always)
    mutating func cancel(_ entry: Entry) -> Bool { line.remove(entry.handle, at: entry.key) != nil }

    @inline(__always)
    mutating func putBack(_ entry: Entry) -> Entry {
        guard let handle = line.putBack(entry.value, at: entry.key, entry.handle) else { fail("the line is full") }
        var entry = entry
        entry.handle = handle
        return entry
    }

    mutating func fill(level: UInt64, id: UInt64) -> Entry { push(level: level, id: id) }

    mutating func settle() {}
}

/// The line as its engine has it: what comes, comes through a ring.
struct RingedLine: CoreQueue, ~Copyable {
    /// In words: what is written in bytes and read in words waits for the write to reach the cache.
    private struct Arrival: BitwiseCopyable {
        /// Level and ticket.
        let place: UInt64
        let id: UInt64

        var entry: Entry { Entry(level: place >> 56, id: id, ticket: place & (1 << 56 - 1)) }
    }

    private var line = BareLine()
    private let ring = SPSCRing<Arrival>(capacity: 4096)
    private var tickets: UInt64 = 0

    init() {}

    @inline(__always)
    mutating func push(level: UInt64, id: UInt64) -> Entry {
        tickets &+= 1
        let arrival = Arrival(place: level << 56 | tickets, id: id)
        while !ring.tryPush(arrival) { settle() }
        return arrival.entry
    }

    @inline(__always)
    mutating func pop() -> Entry? {
        settle()
        return line.pop()
    }

    @inline(__always)
    mutating func settle() {
        while let arrival = ring.tryPop() {
            let entry = arrival.entry
            _ = line.line.insert(entry.value, at: entry.key)
        }
    }

    /// Where the ring is empty most of the time: out of the way.
    @inline(never)
    private mutating func settleSeldom() { settle() }

    @inline(__always)
    mutating func fill(level: UInt64, id: UInt64) -> Entry {
        if !ring.isEmpty { settleSeldom() }
        tickets &+= 1
        return line.putBack(Entry(level: level, id: id, ticket: tickets))
    }

    @inline(__always)
    mutating func cancel(_ entry: Entry) -> Bool {
        if !ring.isEmpty { settleSeldom() }
        return line.cancel(entry)
    }

    @inline(__always)
    mutating func putBack(_ entry: Entry) -> Entry {
        if !ring.isEmpty { settleSeldom() }
        return line.putBack(entry)
    }
}
