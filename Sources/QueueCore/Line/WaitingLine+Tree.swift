// SPDX-License-Identifier: Apache-2.0
internal import CLinux

// The tree over a level's chunks: a B+ tree with counts, of up to 64 children a node.
extension WaitingLine {
    // MARK: - Looking

    /// The chunk behind another one of its level; none at the end.
    ///
    /// - Complexity: O(log n), O(1) amortised over a walk.
    func next(_ chunk: UInt32) -> UInt32 {
        var slot = Int(chunks[Int(chunk)].slot)
        var parent = chunks[Int(chunk)].parent
        while parent != LineNode.none {
            let node = nodes + Int(parent)
            if slot + 1 < Int(node.pointee.high) {
                return firstChunk(node.pointee.children[slot + 1], height: node.pointee.height - 1)
            }
            slot = Int(node.pointee.slot)
            parent = node.pointee.parent
        }
        return LineNode.none
    }

    private func previous(_ chunk: UInt32) -> UInt32 {
        var slot = Int(chunks[Int(chunk)].slot)
        var parent = chunks[Int(chunk)].parent
        while parent != LineNode.none {
            let node = nodes + Int(parent)
            if slot > Int(node.pointee.low) {
                var child = node.pointee.children[slot - 1]
                for _ in 1..<node.pointee.height {
                    child = nodes[Int(child)].children[Int(nodes[Int(child)].high) - 1]
                }
                return child
            }
            slot = Int(node.pointee.slot)
            parent = node.pointee.parent
        }
        return LineNode.none
    }

    /// The first chunk under a child; with height 0 the child is the chunk.
    private func firstChunk(_ child: UInt32, height: UInt8) -> UInt32 {
        var child = child
        for _ in 0..<height { child = nodes[Int(child)].children[Int(nodes[Int(child)].low)] }
        return child
    }

    /// The lowest key a chunk has, alive or dead.
    private func first(of chunk: UInt32) -> LineEntry {
        chunks[Int(chunk)].entries[0]
    }

    /// The chunk in which an entry belongs: the last that begins at it or before it, or the first of all.
    ///
    /// - Complexity: O(log n); O(1) at both ends of the level, which must not be empty.
    func chunk(for entry: LineEntry, _ offset: Int) -> UInt32 {
        let entry = entry.highest
        let (head, tail) = (levels[offset].head, levels[offset].tail)
        if head == tail || levels[offset].next[-1] < entry || !(entry < first(of: tail)) { return tail }
        if entry < first(of: next(head)) { return head }
        var child = levels[offset].root
        while true {
            let node = nodes + Int(child)
            let height = node.pointee.height
            var low = Int(node.pointee.low)
            var high = Int(node.pointee.high)
            // The last child that does not begin behind the entry is in low..<high.
            while high - low > 1 {
                let middle = (low + high) >> 1
                let begin = first(of: firstChunk(node.pointee.children[middle], height: height - 1))
                if entry < begin { high = middle } else { low = middle }
            }
            child = node.pointee.children[low]
            if height == 1 { return child }
        }
    }

    /// How many contacts of its level stand before a chunk.
    ///
    /// - Complexity: O(log n): sums of at most 63 numbers a node.
    func countBefore(chunk: UInt32, _ offset: Int) -> Int {
        if chunk == levels[offset].head { return 0 }
        var slot = Int(chunks[Int(chunk)].slot)
        var parent = chunks[Int(chunk)].parent
        var sum: UInt32 = 0
        while parent != LineNode.none {
            let node = nodes + Int(parent)
            for earlier in Int(node.pointee.low)..<slot { sum &+= node.pointee.counts[earlier] }
            slot = Int(node.pointee.slot)
            parent = node.pointee.parent
        }
        return Int(sum) + chunks[Int(levels[offset].head)].count
    }

    // MARK: - Growing

    /// Puts a chunk behind another one of its level. Which of them are ends, and so not counted in the tree, changes
    /// with it.
    ///
    /// - Complexity: O(64) amortised.
    mutating func insert(chunk: UInt32, after earlier: UInt32, _ offset: Int) {
        if chunks[Int(earlier)].parent == LineNode.none { makeRoot(over: earlier, count: 0, height: 1, offset) }
        let above = chunks[Int(earlier)]
        insert(child: chunk, count: 0, at: Int(above.slot) + 1, in: above.parent, offset)
        let joins = levels[offset].tail == earlier ? earlier : chunk
        if levels[offset].tail == earlier { levels[offset].tail = chunk }
        if !levels[offset].isEnd(joins) { countInTree(chunks[Int(joins)].count, joins) }
    }

    private mutating func makeRoot(over child: UInt32, count: Int, height: UInt8, _ offset: Int) {
        let root = makeNode(height: height)
        place(child, UInt32(count), in: root, at: 0)
        nodes[Int(root)].high = 1
        levels[offset].root = root
    }

    /// Puts a child before a slot of a node, with its count in all nodes above.
    private mutating func insert(child: UInt32, count: UInt32, at index: Int, in parent: UInt32, _ offset: Int) {
        if let slot = openGap(at: index, in: parent) {
            place(child, count, in: parent, at: slot)
            return addAbove(parent, Int(count))
        }
        let isBehind = index == Int(nodes[Int(parent)].high)
        let right = makeNode(height: nodes[Int(parent)].height)
        // A level grows at its end: a full node there is left full, rather than split in two that stay half empty.
        let moved = isBehind ? 0 : moveUpperHalf(of: parent, to: right)
        let middle = Int(nodes[Int(parent)].high)
        if nodes[Int(parent)].parent == LineNode.none {
            makeRoot(over: parent, count: Int(sum(of: parent)), height: nodes[Int(parent)].height + 1, offset)
        } else {
            addAbove(parent, -Int(moved))
        }
        let slot = Int(nodes[Int(parent)].slot)
        insert(child: right, count: moved, at: slot + 1, in: nodes[Int(parent)].parent, offset)
        if index <= middle && !isBehind {
            insert(child: child, count: count, at: index, in: parent, offset)
        } else {
            insert(child: child, count: count, at: Int(nodes[Int(right)].low) + index - middle, in: right, offset)
        }
    }

    private mutating func addAbove(_ index: UInt32, _ difference: Int) {
        var (slot, parent) = (nodes[Int(index)].slot, nodes[Int(index)].parent)
        while parent != LineNode.none {
            let node = nodes + Int(parent)
            node.pointee.counts[Int(slot)] &+= UInt32(truncatingIfNeeded: difference)
            (slot, parent) = (node.pointee.slot, node.pointee.parent)
        }
    }

    /// Makes room for a child before a slot; nil when the node counts as full.
    private mutating func openGap(at index: Int, in parent: UInt32) -> Int? {
        let (low, high) = (Int(nodes[Int(parent)].low), Int(nodes[Int(parent)].high))
        let hasRight = high < LineNode.capacity
        if hasRight, low == 0 || high - index <= index - low {
            move(index..<high, by: 1, in: parent)
            nodes[Int(parent)].high += 1
            return index
        }
        if low == 0 { return nil }
        if index == high {
            // What was taken at the front makes room at the end, but not for one child at a time.
            guard low >= LineNode.capacity / 4 else { return nil }
            move(low..<high, by: -low, in: parent)
            nodes[Int(parent)].low = 0
            nodes[Int(parent)].high = UInt8(high - low + 1)
            return high - low
        }
        move(low..<index, by: -1, in: parent)
        nodes[Int(parent)].low -= 1
        return index - 1
    }

    /// Moves children within their node.
    private mutating func move(_ slots: Range<Int>, by distance: Int, in parent: UInt32) {
        let node = nodes + Int(parent)
        for step in 0..<slots.count {
            let slot = distance > 0 ? slots.upperBound - 1 - step : slots.lowerBound + step
            place(node.pointee.children[slot], node.pointee.counts[slot], in: parent, at: slot + distance)
        }
    }

    private mutating func place(_ child: UInt32, _ count: UInt32, in parent: UInt32, at slot: Int) {
        let node = nodes + Int(parent)
        node.pointee.children[slot] = child
        node.pointee.counts[slot] = count
        if node.pointee.height == 1 {
            chunks[Int(child)].parent = parent
            chunks[Int(child)].slot = UInt8(slot)
        } else {
            nodes[Int(child)].parent = parent
            nodes[Int(child)].slot = UInt8(slot)
        }
    }

    /// How many contacts moved.
    private mutating func moveUpperHalf(of left: UInt32, to right: UInt32) -> UInt32 {
        let high = Int(nodes[Int(left)].high)
        let middle = Int(nodes[Int(left)].low) + nodes[Int(left)].width / 2
        var moved: UInt32 = 0
        for slot in middle..<high {
            let count = nodes[Int(left)].counts[slot]
            place(nodes[Int(left)].children[slot], count, in: right, at: slot - middle)
            moved += count
        }
        nodes[Int(left)].high = UInt8(middle)
        nodes[Int(right)].high = UInt8(high - middle)
        return moved
    }

    private func sum(of index: UInt32) -> UInt32 {
        let node = nodes + Int(index)
        var sum: UInt32 = 0
        for slot in Int(node.pointee.low)..<Int(node.pointee.high) { sum += node.pointee.counts[slot] }
        return sum
    }

    // MARK: - Shrinking

    /// A chunk that is not its level's only one has lost its last contact: it goes, and with it what it was the last
    /// of.
    ///
    /// - Complexity: O(64) amortised.
    @usableFromInline
    @inline(never)
    mutating func discard(_ index: UInt32, _ offset: Int) {
        if levels[offset].head == index {
            levels[offset].head = becomesEnd(next(index), offset)
            prefetch(next(levels[offset].head))
        }
        if levels[offset].tail == index {
            levels[offset].tail = becomesEnd(previous(index), offset)
            openTail(offset)
        }
        detach(Int(chunks[Int(index)].slot), from: chunks[Int(index)].parent, offset)
        free(chunk: index)
        freeEmptyLevels()
    }

    /// A chunk will be the first of its level some 64 departures from now; its entries have left the cache long ago.
    private func prefetch(_ chunk: UInt32) {
        guard chunk != LineNode.none else { return }
        let entries = chunks[Int(chunk)].entries
        for slot in stride(from: 0, to: LineChunk.capacity, by: 4) { clinux_prefetch(entries + slot) }
    }

    private mutating func becomesEnd(_ chunk: UInt32, _ offset: Int) -> UInt32 {
        if !levels[offset].isEnd(chunk) { countInTree(-chunks[Int(chunk)].count, chunk) }
        return chunk
    }

    /// Takes a child whose count is 0, or is in a neighbour's, out of its node.
    mutating func detach(_ slot: Int, from parent: UInt32, _ offset: Int) {
        let node = nodes + Int(parent)
        let (low, high) = (Int(node.pointee.low), Int(node.pointee.high))
        if slot - low < high - 1 - slot {
            move(low..<slot, by: 1, in: parent)
            node.pointee.low += 1
        } else {
            move((slot + 1)..<high, by: -1, in: parent)
            node.pointee.high -= 1
        }
        let (width, above) = (node.pointee.width, node.pointee.parent)
        if width == 0 {
            if above == LineNode.none {
                levels[offset].root = LineNode.none
            } else {
                detach(Int(node.pointee.slot), from: above, offset)
            }
            free(node: parent)
        } else if above == LineNode.none {
            if width == 1 { lowerRoot(offset) }
        } else if width <= LineNode.mergedLimit {
            mergeNode(parent, offset)
        }
    }

    /// A root with one child gives way to it.
    private mutating func lowerRoot(_ offset: Int) {
        let root = levels[offset].root
        let child = nodes[Int(root)].children[Int(nodes[Int(root)].low)]
        let height = nodes[Int(root)].height
        free(node: root)
        if height == 1 {
            levels[offset].root = LineNode.none
            chunks[Int(child)].parent = LineNode.none
            return
        }
        levels[offset].root = child
        nodes[Int(child)].parent = LineNode.none
        if nodes[Int(child)].width == 1 { lowerRoot(offset) }
    }

    private mutating func mergeNode(_ index: UInt32, _ offset: Int) {
        let parent = nodes[Int(index)].parent
        let slot = Int(nodes[Int(index)].slot)
        let node = nodes + Int(parent)
        if slot + 1 < Int(node.pointee.high), mergeNodes(slot, in: parent, offset) { return }
        if slot > Int(node.pointee.low) { _ = mergeNodes(slot - 1, in: parent, offset) }
    }

    /// Makes one node of a child and the next, if they are small enough.
    private mutating func mergeNodes(_ slot: Int, in parent: UInt32, _ offset: Int) -> Bool {
        let node = nodes + Int(parent)
        let (left, right) = (node.pointee.children[slot], node.pointee.children[slot + 1])
        guard nodes[Int(left)].width + nodes[Int(right)].width <= LineNode.mergedLimit else { return false }
        absorb(right, into: left)
        node.pointee.counts[slot] += node.pointee.counts[slot + 1]
        detach(slot + 1, from: parent, offset)
        free(node: right)
        return true
    }

    private mutating func absorb(_ right: UInt32, into left: UInt32) {
        let (low, high) = (Int(nodes[Int(left)].low), Int(nodes[Int(left)].high))
        move(low..<high, by: -low, in: left)
        let other = nodes + Int(right)
        var slot = high - low
        for old in Int(other.pointee.low)..<Int(other.pointee.high) {
            place(other.pointee.children[old], other.pointee.counts[old], in: left, at: slot)
            slot += 1
        }
        nodes[Int(left)].low = 0
        nodes[Int(left)].high = UInt8(slot)
    }
}
