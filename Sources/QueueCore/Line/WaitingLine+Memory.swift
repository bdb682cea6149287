// SPDX-License-Identifier: Apache-2.0
import Synchronization

// Memory: taken in arrays that double and blocks of one chunk, given back as the line shrinks.
extension WaitingLine {
    /// The same line in memory of its own. A handle is good in both, as long as its chunk is as it was; what each tells
    /// from now on is good in itself only.
    ///
    /// - Complexity: O(n).
    public func copy() -> WaitingLine {
        var other = WaitingLine()
        guard levelCount > 0 else { return other }
        other.growLevels(to: firstRank..<(firstRank + levelCount))
        other.levels.update(from: levels, count: levelCount)
        other.used = used
        other.emptyLevels = emptyLevels
        other.growChunks(to: chunkCapacity)
        other.chunks.update(from: chunks, count: chunkCapacity)
        for chunk in 0..<chunkCapacity {
            guard let block = chunks[chunk].block else { continue }
            let copied = UnsafeMutablePointer<LineEntry>.allocate(capacity: LineChunk.capacity)
            copied.initialize(from: block, count: LineChunk.capacity)
            other.chunks[chunk].block = copied
        }
        other.chunksInUse = chunksInUse
        other.spareChunk = spareChunk
        other.spareCount = spareCount
        other.bareChunk = bareChunk
        if nodeCapacity > 0 { other.growNodes(to: nodeCapacity) }
        other.nodes.update(from: nodes, count: nodeCapacity)
        other.freeNode = freeNode
        other.total = total
        for offset in 0..<levelCount where levels[offset].tail != LineNode.none {
            other.closeTail(offset)
            other.invalidate(levels[offset].tail)
            other.openTail(offset)
        }
        return other
    }

    /// Bytes taken from the allocator, without what it adds.
    ///
    /// - Complexity: O(1).
    public var byteCount: Int {
        (chunksInUse + spareCount) * LineChunk.capacity * MemoryLayout<LineEntry>.stride
            + chunkCapacity * MemoryLayout<LineChunk>.stride + nodeCapacity * MemoryLayout<LineNode>.stride
            + levelCount * MemoryLayout<LineLevel>.stride
    }

    // MARK: - Levels

    /// The index of a rank's level, which has memory from now on.
    mutating func makeLevel(_ rank: Int) -> Int {
        if levelCount == 0 {
            growLevels(to: rank..<(rank + 1))
        } else if !(firstRank..<(firstRank + levelCount)).contains(rank) {
            growLevels(to: min(rank, firstRank)..<max(rank + 1, firstRank + levelCount))
        }
        return rank - firstRank
    }

    private mutating func growLevels(to ranks: Range<Int>) {
        let grown = UnsafeMutablePointer<LineLevel>.allocate(capacity: ranks.count)
        grown.initialize(repeating: LineLevel(), count: ranks.count)
        if levelCount > 0 {
            (grown + (firstRank - ranks.lowerBound)).update(from: levels, count: levelCount)
            levels.deallocate()
        }
        levels = grown
        firstRank = ranks.lowerBound
        levelCount = ranks.count
    }

    /// A level that has become empty gives its chunk back, for the next one: too many keep theirs.
    ///
    /// - Complexity: O(1), but as `freeEmptyLevels()` seldom.
    @usableFromInline
    @inline(never)
    mutating func giveBackEmptyLevel(_ offset: Int) {
        free(chunk: levels[offset].head)
        levels[offset] = LineLevel()
        emptyLevels -= 1
        freeEmptyLevels()
    }

    /// When the line has shrunk, and twice as many empty levels as should keep their chunk, all give theirs back.
    ///
    /// - Complexity: O(1); O(levels) when they do.
    mutating func freeEmptyLevels() {
        guard emptyLevels > 2 * max(Self.emptyLevelsKept, total) else { return }
        emptyLevels = 0
        for offset in 0..<levelCount where levels[offset].count == 0 && levels[offset].head != LineNode.none {
            free(chunk: levels[offset].head)
            levels[offset] = LineLevel()
        }
    }

    // MARK: - Chunks

    /// An empty chunk for a rank, above which is no node.
    ///
    /// - Complexity: O(1) amortised.
    mutating func makeChunk(rank: Int) -> UInt32 {
        if spareChunk == LineNode.none {
            if bareChunk == LineNode.none { growChunks(to: max(4, chunkCapacity * 2)) }
            let index = bareChunk
            bareChunk = chunks[Int(index)].parent
            let block = UnsafeMutablePointer<LineEntry>.allocate(capacity: LineChunk.capacity)
            block.initialize(repeating: LineEntry.zero, count: LineChunk.capacity)
            chunks[Int(index)].block = block
            chunks[Int(index)].parent = spareChunk
            spareChunk = index
            spareCount += 1
        }
        let index = spareChunk
        let chunk = chunks + Int(index)
        spareChunk = chunk.pointee.parent
        spareCount -= 1
        chunksInUse += 1
        chunk.pointee.parent = LineNode.none
        chunk.pointee.slot = 0
        chunk.pointee.rank = UInt8(rank)
        chunk.pointee.high = 0
        invalidate(index)
        return index
    }

    /// Makes every handle of a chunk invalid.
    mutating func invalidate(_ chunk: UInt32) {
        chunks[Int(chunk)].generation = nextGeneration
        nextGeneration &+= 1
    }

    /// Where the generations of another line begin, far from those of the last ones: a handle that is used with a line
    /// it is not of is then as one of a chunk that has changed.
    static func newGenerations() -> UInt32 { lines.add(1, ordering: .relaxed).newValue &* 0x9E37_79B9 }

    private static let lines = Atomic<UInt32>(0)

    /// A chunk without contacts is free; every handle of it is invalid. Few blocks are kept for the next ones.
    ///
    /// - Complexity: O(1) amortised.
    mutating func free(chunk index: UInt32) {
        let chunk = chunks + Int(index)
        chunk.pointee.live = 0
        invalidate(index)
        chunk.pointee.parent = spareChunk
        spareChunk = index
        spareCount += 1
        chunksInUse -= 1
        while spareCount > max(4, chunksInUse / 8) {
            let index = spareChunk
            let chunk = chunks + Int(index)
            spareChunk = chunk.pointee.parent
            spareCount -= 1
            chunk.pointee.block?.deallocate()
            chunk.pointee.block = nil
            chunk.pointee.parent = bareChunk
            bareChunk = index
        }
    }

    private mutating func growChunks(to capacity: Int) {
        Self.grow(&chunks, from: chunkCapacity, to: capacity, with: LineChunk())
        // Lowest first, so that neighbours in time are neighbours in memory.
        for index in (chunkCapacity..<capacity).reversed() {
            chunks[index].parent = bareChunk
            bareChunk = UInt32(index)
        }
        chunkCapacity = capacity
    }

    // MARK: - Nodes

    /// A node without children, above which is no node.
    ///
    /// - Complexity: O(1) amortised.
    mutating func makeNode(height: UInt8) -> UInt32 {
        if freeNode == LineNode.none { growNodes(to: max(1, nodeCapacity * 2)) }
        let index = freeNode
        let node = nodes + Int(index)
        freeNode = node.pointee.parent
        node.pointee.parent = LineNode.none
        node.pointee.slot = 0
        node.pointee.low = 0
        node.pointee.high = 0
        node.pointee.height = height
        return index
    }

    /// A node without children is free.
    mutating func free(node index: UInt32) {
        nodes[Int(index)].parent = freeNode
        freeNode = index
    }

    private mutating func growNodes(to capacity: Int) {
        Self.grow(&nodes, from: nodeCapacity, to: capacity, with: LineNode())
        for index in (nodeCapacity..<capacity).reversed() {
            nodes[index].parent = freeNode
            freeNode = UInt32(index)
        }
        nodeCapacity = capacity
    }

    /// Moves an array to a larger one, in which what is new is all the same.
    private static func grow<Element: BitwiseCopyable>(
        _ array: inout UnsafeMutablePointer<Element>, from count: Int, to capacity: Int, with new: Element
    ) {
        let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        grown.initialize(from: array, count: count)
        (grown + count).initialize(repeating: new, count: capacity - count)
        if count > 0 { array.deallocate() }
        array = grown
    }
}
