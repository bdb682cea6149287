// SPDX-License-Identifier: Apache-2.0

// Entries that do not come at the end: where they belong, and how room is made for them.
extension WaitingLine {
    // MARK: - Looking

    /// The chunk and slot of a waiting contact, by its handle, or by its key if the handle is not good any more.
    ///
    /// - Complexity: O(1) by the handle, O(log n) by the key.
    func find(_ key: LineKey, _ handle: LineHandle) -> (chunk: UInt32, slot: Int)? {
        if let chunk = resolve(handle) {
            return chunk.pointee.isLive(handle.slot) ? (handle.chunk, handle.slot) : nil
        }
        let rank = 255 - Int(key.level)
        guard used.contains(rank) else { return nil }
        let key = LineEntry(key, value: 0)
        let index = chunk(for: key, rank - firstRank)
        let chunk = exact(index)
        let slot = chunk.lowerBound(key)
        guard slot < Int(chunk.high), chunk.entries[slot].isAtPlace(of: key), chunk.isLive(slot) else { return nil }
        return (index, slot)
    }

    /// How many contacts of the whole line stand before a slot of a chunk.
    ///
    /// - Complexity: O(log n): sums of at most 255 levels, and 63 numbers a node.
    func countBefore(_ chunk: UInt32, _ slot: Int) -> Int {
        let rank = Int(chunks[Int(chunk)].rank)
        let live = exact(chunk).live
        let before = slot == 64 ? live : live & (1 << UInt64(slot) - 1)
        return countMoreUrgent(than: rank) + countBefore(chunk: chunk, rank - firstRank) + before.nonzeroBitCount
    }

    /// How many contacts stand in more urgent levels.
    func countMoreUrgent(than rank: Int) -> Int {
        var sum: UInt32 = 0
        for offset in 0..<max(0, min(rank - firstRank, levelCount)) { sum &+= levels[offset].count }
        return Int(sum)
    }

    // MARK: - Putting in

    /// Puts an entry where it belongs.
    ///
    /// - Precondition: no waiting contact has its key.
    /// - Complexity: O(log n).
    @usableFromInline
    @inline(never)
    mutating func insertInOrder(_ entry: LineEntry, rank: Int) -> LineHandle {
        let offset = makeLevel(rank)
        if levels[offset].head == LineNode.none {
            let first = makeChunk(rank: rank)
            levels[offset].head = first
            levels[offset].tail = first
            emptyLevels += 1
        } else {
            closeTail(offset)
        }
        let handle = insert(entry, in: chunk(for: entry, offset), offset)
        openTail(offset)
        return handle
    }

    private mutating func insert(_ entry: LineEntry, in index: UInt32, _ offset: Int) -> LineHandle {
        let chunk = chunks + Int(index)
        let high = Int(chunk.pointee.high)
        let slot = chunk.pointee.lowerBound(entry.lowest)
        let entries = chunk.pointee.entries
        if slot < high, entries[slot].isAtPlace(of: entry) {
            precondition(!chunk.pointee.isLive(slot), "a WaitingLine has this key already")
            if entries[slot].value != entry.value { invalidate(index) }
            entries[slot] = entry
            return occupy(slot, index)
        }
        if slot == high, high < LineChunk.capacity {
            // Only the last chunk's slots are given out in turn: a copy of this line may give the same one to another.
            if index != levels[offset].tail { invalidate(index) }
            entries[high] = entry
            chunk.pointee.high += 1
            return occupy(high, index)
        }
        if chunk.pointee.live == 0 {
            chunk.pointee.high = 0
            invalidate(index)
            return insert(entry, in: index, offset)
        }
        if slot == high, index == levels[offset].tail {
            // Arrivals ascend: leave the chunk as it is, rather than split it in two that stay half empty.
            let last = makeChunk(rank: Int(chunk.pointee.rank))
            insert(chunk: last, after: index, offset)
            // Many may have left it while it was the last.
            if chunks[Int(index)].count < LineChunk.mergedLimit { mergeSmall(index, offset) }
            return insert(entry, in: last, offset)
        }
        if chunk.pointee.live == .max {
            let upper = split(index, offset)
            return insert(entry, in: entry.isBefore(chunks[Int(upper)].entries[0]) ? index : upper, offset)
        }
        let room = chunk.pointee.makeRoom(at: slot)
        invalidate(index)
        entries[room] = entry
        return occupy(room, index)
    }

    /// Gives away the upper half of a full chunk.
    private mutating func split(_ index: UInt32, _ offset: Int) -> UInt32 {
        let upper = makeChunk(rank: Int(chunks[Int(index)].rank))
        let (from, to) = (chunks + Int(index), chunks + Int(upper))
        to.pointee.entries.update(from: from.pointee.entries + 32, count: 32)
        to.pointee.high = 32
        to.pointee.live = from.pointee.live >> 32
        from.pointee.high = 32
        from.pointee.live &= 1 << 32 - 1
        invalidate(index)
        if !levels[offset].isEnd(index) { countInTree(-32, index) }
        insert(chunk: upper, after: index, offset)
        return upper
    }

    // MARK: - Taking out

    @usableFromInline
    @inline(never)
    mutating func removeInOrder(_ key: LineKey) -> UInt32? {
        guard let (chunk, slot) = find(key, .unknown) else { return nil }
        let value = chunks[Int(chunk)].entries[slot].value
        vacate(slot, chunk)
        return value
    }

    /// A chunk that is no end of its level has become small, or empty.
    @usableFromInline
    @inline(never)
    mutating func shrunk(_ index: UInt32, _ offset: Int) {
        if chunks[Int(index)].live == 0 { discard(index, offset) } else { mergeSmall(index, offset) }
    }

    /// Makes one chunk of a small one and a neighbour, if both fit in half of one. The ends of a level are left alone:
    /// the first shrinks and the last grows all the time.
    private mutating func mergeSmall(_ index: UInt32, _ offset: Int) {
        let parent = chunks[Int(index)].parent
        let slot = Int(chunks[Int(index)].slot)
        if slot + 1 < Int(nodes[Int(parent)].high), merge(slot, in: parent, offset) { return }
        if slot > Int(nodes[Int(parent)].low) { _ = merge(slot - 1, in: parent, offset) }
    }

    private mutating func merge(_ slot: Int, in parent: UInt32, _ offset: Int) -> Bool {
        let node = nodes + Int(parent)
        let sum = node.pointee.counts[slot] + node.pointee.counts[slot + 1]
        let (left, right) = (node.pointee.children[slot], node.pointee.children[slot + 1])
        guard sum <= LineChunk.mergedLimit, !levels[offset].isEnd(left), !levels[offset].isEnd(right) else {
            return false
        }
        chunks[Int(left)].pack()
        chunks[Int(left)].append(chunks[Int(right)])
        invalidate(left)
        node.pointee.counts[slot] = sum
        detach(slot + 1, from: parent, offset)
        free(chunk: right)
        return true
    }
}

extension LineChunk {
    /// Makes room for an entry that belongs before a slot, in a chunk that is not full of contacts: takes the nearest
    /// dead slot, and moves what stands between.
    ///
    /// - Returns: the slot; its entry is to be written.
    /// - Complexity: O(64).
    fileprivate mutating func makeRoom(at slot: Int) -> Int {
        let dead = ~live
        let above = slot == LineChunk.capacity ? 0 : (dead >> UInt64(slot)) << UInt64(slot)
        let below = dead & ~above
        let right = above.trailingZeroBitCount
        let left = 63 - below.leadingZeroBitCount
        if left < 0 || right < LineChunk.capacity && right - slot <= slot - 1 - left {
            (entries + slot + 1).update(from: entries + slot, count: right - slot)
            live |= above & (0 &- above)
            live &= ~(1 << UInt64(slot))
            high = max(high, UInt8(right + 1))
            return slot
        }
        (entries + left).update(from: entries + left + 1, count: slot - 1 - left)
        live |= 1 << UInt64(left)
        live &= ~(1 << UInt64(slot - 1))
        return slot - 1
    }

    /// Moves the contacts to the lowest slots, and forgets the keys of dead ones.
    fileprivate mutating func pack() {
        var rest = live
        var next = 0
        while rest != 0 {
            let slot = rest.trailingZeroBitCount
            entries[next] = entries[slot]
            next += 1
            rest &= rest - 1
        }
        high = UInt8(next)
        live = next == LineChunk.capacity ? .max : 1 << UInt64(next) - 1
    }

    /// Adds another chunk's contacts behind its own, which are packed.
    fileprivate mutating func append(_ other: LineChunk) {
        var rest = other.live
        while rest != 0 {
            entries[Int(high)] = other.entries[rest.trailingZeroBitCount]
            live |= 1 << UInt64(high)
            high += 1
            rest &= rest - 1
        }
    }
}
