// SPDX-License-Identifier: Apache-2.0

/// The entries of one level of a line: blocks of chunks of entries, all in order; never empty.
///
/// Three fixed steps rather than one array of chunks: at a million entries that array would have 16,000 and more, and
/// each split would move, each position would add up, and each first change after a snapshot would copy all of them.
struct LineLevel: Sendable {
    let level: UInt8
    private(set) var blocks: [LineBlock]
    private(set) var count: Int

    init(level: UInt8, _ entry: LineEntry) {
        self.level = level
        blocks = [LineBlock(entry)]
        count = 1
    }

    /// The most urgent entry.
    var first: LineEntry { blocks[0].chunks[0][0] }

    /// Puts an entry at its place.
    ///
    /// - Complexity: O(64 + 128 + blocks); O(1) amortised behind the end.
    mutating func insert(_ entry: LineEntry) {
        var block = blockIndex(for: entry.place)
        count += 1
        if blocks[block].isFull {
            if !(blocks[block].last < entry.place) {
                blocks.insert(blocks[block].splitOff(), at: block + 1)
                if blocks[block].last < entry.place { block += 1 }
            } else if !blocks[block].canAppend {
                // Behind the end of the level: arrivals ascend, so leave the full block full.
                blocks.append(LineBlock(entry))
                return
            }
        }
        blocks[block].insert(entry)
    }

    /// Takes the entry at a place; nil when there is none.
    ///
    /// - Complexity: O(64 + 128 + blocks); O(1) amortised at the front.
    mutating func remove(_ place: LinePlace) -> UInt32? {
        let block = blockIndex(for: place)
        guard let value = blocks[block].remove(place) else { return nil }
        count -= 1
        if blocks[block].count == 0 { blocks.remove(at: block) } else { mergeBlocksIfSmall(block) }
        return value
    }

    /// The index of an entry from 0; nil when it isn't here.
    ///
    /// - Complexity: O(blocks + 128).
    func index(of place: LinePlace) -> Int? {
        let block = blockIndex(for: place)
        let chunk = blocks[block].chunkIndex(for: place)
        let index = blocks[block].chunks[chunk].lowerBound(place)
        if !blocks[block].chunks[chunk].has(place, at: index) { return nil }
        // By index: a loop over a slice would count a reference to each array up and down.
        var ahead = index
        for earlier in 0..<block { ahead += blocks[earlier].count }
        for earlier in 0..<chunk { ahead += blocks[block].chunks[earlier].count }
        return ahead
    }

    /// Whether there is an entry at the place.
    ///
    /// - Complexity: O(log n).
    func contains(_ place: LinePlace) -> Bool {
        let block = blockIndex(for: place)
        let chunk = blocks[block].chunkIndex(for: place)
        return blocks[block].chunks[chunk].has(place, at: blocks[block].chunks[chunk].lowerBound(place))
    }

    /// Hands entries to `body` in order, from the first one behind a place, or from the front.
    ///
    /// - Returns: how many were handed over, at most `limit`.
    /// - Complexity: O(log n + limit).
    func forEach(after place: LinePlace?, limit: Int, _ body: (LineEntry) -> Void) -> Int {
        var (block, chunk, index) = (0, 0, 0)
        if let place {
            block = blockIndex(for: place)
            chunk = blocks[block].chunkIndex(for: place)
            index = blocks[block].chunks[chunk].lowerBound(place)
            if blocks[block].chunks[chunk].has(place, at: index) { index += 1 }
        }
        var left = limit
        while left > 0 && block < blocks.count {
            let chunks = blocks[block].chunks
            while left > 0 && chunk < chunks.count {
                let end = min(chunks[chunk].count, index + left)
                for position in index..<end { body(chunks[chunk][position]) }
                left -= end - index
                index = 0
                chunk += 1
            }
            chunk = 0
            block += 1
        }
        return limit - left
    }

    /// The index of the first block that ends at the place or behind it; the last block when there is none.
    private func blockIndex(for place: LinePlace) -> Int {
        let end = blocks.count - 1
        if end == 0 || !(blocks[0].last < place) { return 0 }
        if blocks[end - 1].last < place { return end }
        var low = 1
        var high = end - 1
        while low < high {
            let middle = (low + high) >> 1
            if blocks[middle].last < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Merges a small block with a neighbour, and again while the result is small.
    private mutating func mergeBlocksIfSmall(_ index: Int) {
        var block = index
        while blocks[block].chunks.count < LineBlock.small {
            let size = blocks[block].chunks.count
            if block + 1 < blocks.count && size + blocks[block + 1].chunks.count <= LineBlock.mergedLimit {
                blocks[block].append(blocks.remove(at: block + 1))
            } else if block > 0 && blocks[block - 1].chunks.count + size <= LineBlock.mergedLimit {
                blocks[block - 1].append(blocks.remove(at: block))
                block -= 1
            } else {
                return
            }
        }
    }
}
