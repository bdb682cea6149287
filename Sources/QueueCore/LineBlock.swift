// SPDX-License-Identifier: Apache-2.0

/// Up to 128 chunks of one level, in order, with their sum.
struct LineBlock: Sendable {
    static let capacity = 128
    /// Below this a block is merged with a neighbour, if both fit in `mergedLimit`.
    static let small = 32
    static let mergedLimit = 96

    private(set) var chunks: [LineChunk]
    /// How many entries all chunks have.
    private(set) var count: Int
    private(set) var last: LinePlace

    init(_ entry: LineEntry) {
        chunks = [LineChunk(entry)]
        count = 1
        last = entry.place
    }

    private init(chunks: [LineChunk], last: LinePlace) {
        self.chunks = chunks
        self.last = last
        count = chunks.reduce(0) { $0 + $1.count }
    }

    var isFull: Bool { chunks.count == Self.capacity }

    /// Whether an entry behind the end needs no chunk more.
    var canAppend: Bool { chunks[chunks.count - 1].canAppend }

    /// The index of the first chunk that ends at the place or behind it; the last chunk when there is none.
    ///
    /// - Complexity: O(log 128); O(1) at the front and behind the end.
    func chunkIndex(for place: LinePlace) -> Int {
        if last < place { return chunks.count - 1 }
        return chunks.withUnsafeBufferPointer { chunks in
            if !(chunks[0].last < place) { return 0 }
            var low = 1
            var high = chunks.count - 1
            while low < high {
                let middle = (low + high) >> 1
                if chunks[middle].last < place { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// Puts an entry at its place; the caller has seen that the block is not full of chunks, or that the place is
    /// behind the end and `canAppend`.
    ///
    /// - Complexity: O(64 + 128); O(1) amortised behind the end.
    mutating func insert(_ entry: LineEntry) {
        var chunk = chunkIndex(for: entry.place)
        var index = chunks[chunk].lowerBound(entry.place)
        let isBehind = index == chunks[chunk].count
        precondition(!chunks[chunk].has(entry.place, at: index), "a WaitingLine has this key already")
        // No chunk but the last can be the one behind whose end a place lies.
        if isBehind && !chunks[chunk].canAppend {
            // Arrivals ascend: leave the full chunk full, rather than split it in two that stay half empty.
            precondition(!isFull, "one chunk more in a full LineBlock")
            chunks.append(LineChunk(entry))
        } else {
            if chunks[chunk].isFull {
                precondition(!isFull, "one chunk more in a full LineBlock")
                chunks.insert(chunks[chunk].splitOff(), at: chunk + 1)
                if chunks[chunk].count < index {
                    index -= chunks[chunk].count
                    chunk += 1
                }
            }
            chunks[chunk].insert(entry, at: index)
        }
        count += 1
        if last < entry.place { last = entry.place }
    }

    /// Takes the entry at a place; nil when there is none.
    ///
    /// - Complexity: O(64 + 128); O(1) amortised at the front.
    mutating func remove(_ place: LinePlace) -> UInt32? {
        let chunk = chunkIndex(for: place)
        let index = chunks[chunk].lowerBound(place)
        if !chunks[chunk].has(place, at: index) { return nil }
        let entry = chunks[chunk].remove(at: index)
        count -= 1
        if chunks[chunk].count == 0 { chunks.remove(at: chunk) } else { mergeChunkIfSmall(chunk) }
        if place == last, let end = chunks.last { last = end.last }
        return entry.value
    }

    /// Gives away the upper half of a full block.
    mutating func splitOff() -> LineBlock {
        let middle = chunks.count / 2
        let upper = LineBlock(chunks: Array(chunks[middle...]), last: last)
        chunks.removeSubrange(middle...)
        count -= upper.count
        last = chunks[middle - 1].last
        return upper
    }

    /// Adds a block that follows this one; together they fit.
    mutating func append(_ next: LineBlock) {
        let seam = chunks.count
        chunks.append(contentsOf: next.chunks)
        count += next.count
        last = next.last
        // Two small chunks of different blocks may be neighbours now.
        if chunks[seam].count < LineChunk.small { mergeChunkIfSmall(seam) } else { mergeChunkIfSmall(seam - 1) }
    }

    /// Merges a small chunk with a neighbour of its block, so that neighbours are never both small and memory follows
    /// the number of entries.
    private mutating func mergeChunkIfSmall(_ index: Int) {
        if chunks[index].count >= LineChunk.small { return }
        if index + 1 < chunks.count && chunks[index].count + chunks[index + 1].count <= LineChunk.mergedLimit {
            chunks[index].append(chunks.remove(at: index + 1))
        } else if index > 0 && chunks[index - 1].count + chunks[index].count <= LineChunk.mergedLimit {
            chunks[index - 1].append(chunks.remove(at: index))
        }
    }
}
