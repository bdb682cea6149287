// SPDX-License-Identifier: Apache-2.0

/// Waiting contacts in one order: by level (higher first), then arrival, then sequence.
///
/// Each of up to 256 levels is a row of chunks of 64 contacts with a tree of counts over it; a 256-bit set says which
/// levels have any. Arrivals go to the end of their level's last chunk, the most urgent contact is the first of the
/// first chunk of the first level, and a contact that leaves before its time leaves a dead slot, into which it can come
/// back. So each of these touches a few cache lines, however many wait.
///
/// No change allocates in a steady state: chunks that become free are used again, and given back as the line shrinks.
/// A million contacts take 17 bytes each when arrivals ascend, and some 66 at worst when most have left at random;
/// small lines take a kilobyte a level in use. What stays of the largest line it ever was is its headers, 3 % of that.
///
/// One owner changes it; it is no value to copy by accident. Every operation takes its part of one thread's time: it is
/// made to be fed through an `Inbox`.
public struct WaitingLine: ~Copyable, @unchecked Sendable {
    // Unchecked Sendable holds by this invariant: all memory has this one owner.

    // First what every step needs: of many lines, each is in no cache when it is its turn.
    @usableFromInline var total = 0
    @usableFromInline var chunks: UnsafeMutablePointer<LineChunk> = .nowhere
    /// Levels by rank, from `firstRank` on: a line with one level has memory for one.
    @usableFromInline var levels: UnsafeMutablePointer<LineLevel> = .nowhere
    @usableFromInline var firstRank = 0
    @usableFromInline var levelCount = 0
    /// The ranks whose level is not empty.
    @usableFromInline var used = LevelSet()
    /// Levels that are empty and have kept their chunk.
    @usableFromInline var emptyLevels = 0
    /// What the next chunk to get another generation gets.
    var nextGeneration: UInt32

    @usableFromInline var chunkCapacity = 0
    var chunksInUse = 0
    /// Free chunks with their block, the latest first; how many.
    var spareChunk = LineNode.none
    var spareCount = 0
    /// Free chunks whose block was given back.
    var bareChunk = LineNode.none

    @usableFromInline var nodes: UnsafeMutablePointer<LineNode> = .nowhere
    var nodeCapacity = 0
    var freeNode = LineNode.none

    /// How many contacts wait.
    ///
    /// - Complexity: O(1).
    @inlinable public var count: Int { total }

    /// How many empty levels keep their chunk, however few wait; else as many as contacts wait.
    @inlinable static var emptyLevelsKept: Int { 4 }

    /// The most contacts a line can hold.
    public static var capacity: Int { 1 << 24 }

    /// Makes an empty line.
    ///
    /// - Complexity: O(1); no allocation.
    public init() { nextGeneration = Self.newGenerations() }

    deinit {
        for chunk in 0..<chunkCapacity { chunks[chunk].block?.deallocate() }
        if chunkCapacity > 0 { chunks.deallocate() }
        if nodeCapacity > 0 { nodes.deallocate() }
        if levelCount > 0 { levels.deallocate() }
    }

    /// Whether nobody waits.
    ///
    /// - Complexity: O(1).
    @inlinable public var isEmpty: Bool { total == 0 }

    /// The most urgent contact; nil when nobody waits.
    ///
    /// - Complexity: O(1).
    @inlinable public var first: (key: LineKey, value: UInt32)? {
        if total == 0 { return nil }
        let rank = used.first
        let chunk = chunks + Int(levels[rank &- firstRank].head)
        let entry = chunk.pointee.entries[chunk.pointee.live.trailingZeroBitCount]
        return (entry.key(level: UInt8(truncatingIfNeeded: 255 &- rank)), entry.value)
    }

    // MARK: - Changing

    /// Puts a contact at its place.
    ///
    /// - Parameters:
    ///   - value: what stands for the contact.
    ///   - key: its place. No contact of the line has it.
    /// - Returns: where it is kept, for `remove(_:at:)`; nil when the line is full.
    /// - Complexity: O(1) when the key is the last of its level (O(64) once in 64 times); else O(log n) with small
    ///   steps: two searches, and moves of at most 64 entries or children a node.
    @inlinable
    @inline(__always)
    public mutating func insert(_ value: UInt32, at key: LineKey) -> LineHandle? {
        if total == Self.capacity { return nil }
        return insert(LineEntry(key, value: value), rank: 255 &- Int(key.level))
    }

    @inlinable
    @inline(__always)
    mutating func insert(_ entry: LineEntry, rank: Int) -> LineHandle {
        let offset = rank &- firstRank
        guard UInt(bitPattern: offset) < UInt(bitPattern: levelCount) else { return insertInOrder(entry, rank: rank) }
        let level = levels + offset
        let slot = level.pointee.high
        let next = level.pointee.next
        guard slot < LineChunk.capacity, next[-1].isBefore(entry) else { return insertInOrder(entry, rank: rank) }
        next.pointee = entry
        level.pointee.next = next + 1
        level.pointee.high = slot &+ 1
        came(rank)
        return LineHandle(generation: level.pointee.generation, chunk: level.pointee.tail, slot: Int(slot))
    }

    /// Puts a contact back at the place it had.
    ///
    /// - Parameters:
    ///   - value: what stands for the contact, as it did before.
    ///   - key: its place. No contact of the line has it.
    ///   - handle: where it was kept, as it was told with this key and value; `.unknown` works too.
    /// - Returns: where it is kept now; nil when the line is full.
    /// - Complexity: O(1) while its chunk is as it was, but for the counts of a tree at most four nodes high; else as
    ///   `insert(_:at:)`.
    @inlinable
    @inline(__always)
    public mutating func putBack(_ value: UInt32, at key: LineKey, _ handle: LineHandle) -> LineHandle? {
        if total == Self.capacity { return nil }
        guard let chunk = resolve(handle) else { return insert(value, at: key) }
        assert(isHandle(handle, of: LineEntry(key, value: value)), "this handle is of another contact")
        precondition(!chunk.pointee.isLive(handle.slot), "a WaitingLine has this key already")
        return occupy(handle.slot, handle.chunk)
    }

    /// Takes the most urgent contact out; nil when nobody waits.
    ///
    /// - Complexity: O(1); O(64) once in 64 times.
    @inlinable
    @inline(__always)
    public mutating func popFirst() -> (key: LineKey, value: UInt32)? {
        if total == 0 { return nil }
        let rank = used.first
        let head = levels[rank &- firstRank].head
        let chunk = chunks + Int(head)
        let live = chunk.pointee.live
        let entry = chunk.pointee.entries[live.trailingZeroBitCount]
        let rest = live & (live &- 1)
        chunk.pointee.live = rest
        left(rank, head, rest)
        return (entry.key(level: UInt8(truncatingIfNeeded: 255 &- rank)), entry.value)
    }

    /// Takes a contact out.
    ///
    /// - Parameters:
    ///   - handle: where it is kept, as it was told when it was put there; `.unknown` works too. One of another key
    ///     takes that contact out, which a debug build traps: who holds both can see by the value.
    ///   - key: its place.
    /// - Returns: its value; nil when it is not in the line.
    /// - Complexity: O(1) while its chunk is as it was, but for the counts of a tree at most four nodes high; else
    ///   O(log n). O(64) at most once in some 16 times, when two small chunks become one.
    @inlinable
    @inline(__always)
    @discardableResult
    public mutating func remove(_ handle: LineHandle, at key: LineKey) -> UInt32? {
        guard let chunk = resolve(handle) else { return removeInOrder(key) }
        guard chunk.pointee.isLive(handle.slot) else { return nil }
        let value = chunk.pointee.entries[handle.slot].value
        assert(isHandle(handle, of: LineEntry(key, value: value)), "this handle is of another contact")
        vacate(handle.slot, handle.chunk)
        return value
    }

    // MARK: - Steps

    /// The chunk of a handle that is still good.
    ///
    /// Its entry is not read: that is the one step of a removal or a return that would wait for memory.
    @inlinable
    @inline(__always)
    func resolve(_ handle: LineHandle) -> UnsafeMutablePointer<LineChunk>? {
        guard Int(handle.chunk) < chunkCapacity else { return nil }
        let chunk = chunks + Int(handle.chunk)
        guard chunk.pointee.generation == handle.generation else { return nil }
        return chunk
    }

    /// Whether a good handle is of this entry.
    @usableFromInline
    func isHandle(_ handle: LineHandle, of entry: LineEntry) -> Bool {
        chunks[Int(handle.chunk)].entries[handle.slot].bits == entry.bits
    }

    /// A chunk as it is: what the level knows of its last one is in it.
    func exact(_ index: UInt32) -> LineChunk {
        var chunk = chunks[Int(index)]
        let offset = Int(chunk.rank) - firstRank
        guard index == levels[offset].tail else { return chunk }
        chunk.high = UInt8(levels[offset].high)
        chunk.live &= levels[offset].inUse
        return chunk
    }

    /// The last chunk of a level tells the level what it must know: from here on arrivals do not touch it.
    mutating func openTail(_ offset: Int) {
        let chunk = chunks + Int(levels[offset].tail)
        levels[offset].high = UInt32(chunk.pointee.high)
        levels[offset].next = chunk.pointee.entries + Int(chunk.pointee.high)
        levels[offset].generation = chunk.pointee.generation
        chunk.pointee.live |= ~levels[offset].inUse
    }

    /// The last chunk of a level is as any other, until it is opened.
    mutating func closeTail(_ offset: Int) { chunks[Int(levels[offset].tail)] = exact(levels[offset].tail) }

    /// A slot that has its entry is alive.
    @inlinable
    @inline(__always)
    mutating func occupy(_ slot: Int, _ index: UInt32) -> LineHandle {
        let chunk = chunks + Int(index)
        chunk.pointee.live |= 1 &<< UInt64(slot)
        let rank = Int(chunk.pointee.rank)
        let level = levels + (rank &- firstRank)
        if level.pointee.isEnd(index) {
            came(rank)
        } else {
            // Between two ends that hold somebody: the level was not empty.
            level.pointee.count &+= 1
            total &+= 1
            countInTree(1, index)
        }
        return LineHandle(generation: chunk.pointee.generation, chunk: index, slot: slot)
    }

    /// A slot that is alive is dead; its key stays in it.
    @inlinable
    @inline(__always)
    mutating func vacate(_ slot: Int, _ index: UInt32) {
        let chunk = chunks + Int(index)
        let rest = chunk.pointee.live & ~(1 &<< UInt64(slot))
        chunk.pointee.live = rest
        let rank = Int(chunk.pointee.rank)
        let level = levels + (rank &- firstRank)
        if level.pointee.isEnd(index) {
            return left(rank, index, index == level.pointee.tail ? rest & level.pointee.inUse : rest)
        }
        level.pointee.count &-= 1
        total &-= 1
        countInTree(-1, index)
        if nodes[Int(chunk.pointee.parent)].counts[unchecked: Int(chunk.pointee.slot)] < LineChunk.mergedLimit {
            shrunk(index, rank &- firstRank)
        }
    }

    /// A contact has come into a level.
    @inlinable
    @inline(__always)
    mutating func came(_ rank: Int) {
        used.insert(rank)
        let count = levels[rank &- firstRank].count
        levels[rank &- firstRank].count = count &+ 1
        emptyLevels &-= count == 0 ? 1 : 0
        total &+= 1
    }

    /// A contact has left an end of a level. `rest` is what is alive in its chunk: when nothing is, the chunk goes, or
    /// the level is empty.
    @inlinable
    @inline(__always)
    mutating func left(_ rank: Int, _ end: UInt32, _ rest: UInt64) {
        let count = levels[rank &- firstRank].count &- 1
        levels[rank &- firstRank].count = count
        total &-= 1
        used.remove(rank, if: count == 0)
        emptyLevels &+= count == 0 ? 1 : 0
        // One seldom taken branch for "the chunk is empty, the level is not": see `LevelSet`.
        if rest | (UInt64(count) &- 1) &>> 63 == 0 { discard(end, rank &- firstRank) }
        // There are no more levels than that. In a smaller line again one branch, for "it is empty, and too many are".
        if total >= 256 { return }
        let limit = max(Self.emptyLevelsKept, total) &+ (count == 0 ? 0 : 256)
        if emptyLevels > limit { giveBackEmptyLevel(rank &- firstRank) }
    }

    /// Adds to the counts of every node above a chunk that is no end of its level.
    ///
    /// - Complexity: O(log n): one step up to 4,096 contacts a level, two up to 262,144.
    @inlinable
    @inline(__always)
    mutating func countInTree(_ difference: Int, _ chunk: UInt32) {
        var slot = chunks[Int(chunk)].slot
        var parent = chunks[Int(chunk)].parent
        // The level knows its root, so that the root itself is not asked whether it is one: a cache line less.
        let root = levels[Int(chunks[Int(chunk)].rank) &- firstRank].root
        while true {
            let node = nodes + Int(parent)
            node.pointee.counts[unchecked: Int(slot)] &+= UInt32(truncatingIfNeeded: difference)
            if parent == root { return }
            slot = node.pointee.slot
            parent = node.pointee.parent
        }
    }
}

extension UnsafeMutablePointer {
    /// What stands for memory of no elements, which is never read.
    static var nowhere: Self { Self(bitPattern: MemoryLayout<Pointee>.alignment).unsafelyUnwrapped }
}
