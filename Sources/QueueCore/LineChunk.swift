// SPDX-License-Identifier: Apache-2.0

/// Up to 64 entries of one level, in order.
///
/// The array begins with `start` dead entries: taking from the front only counts them, and a put-back at the front
/// takes one back. Count and last place stand beside the reference, so a search or a sum over chunks reads no entries.
struct LineChunk: Sendable {
    static let capacity = 64
    /// Below this a chunk is merged with a neighbour, if both fit in `mergedLimit`.
    static let small = 16
    /// Three quarters, so that a merged chunk isn't split by the next few inserts.
    static let mergedLimit = 48

    private(set) var entries: [LineEntry]
    private(set) var last: LinePlace
    private var startWord: Int32 = 0
    private var countWord: Int32

    /// How many entries at the front of the array are dead.
    private(set) var start: Int {
        get { Int(startWord) }
        set { startWord = Int32(truncatingIfNeeded: newValue) }
    }

    /// How many entries are alive.
    private(set) var count: Int {
        get { Int(countWord) }
        set { countWord = Int32(truncatingIfNeeded: newValue) }
    }

    init(_ entry: LineEntry) {
        entries = [entry]
        last = entry.place
        countWord = 1
    }

    private init(upperHalf: ArraySlice<LineEntry>, last: LinePlace) {
        entries = []
        entries.reserveCapacity(Self.capacity)
        entries.append(contentsOf: upperHalf)
        self.last = last
        countWord = Int32(truncatingIfNeeded: entries.count)
    }

    var isFull: Bool { count == Self.capacity }

    /// Whether an entry can be put at the end.
    ///
    /// A chunk whose array is full to the end counts as full until enough of its
    /// front is dead: else each append to a line of some sixty contacts would move all of them.
    var canAppend: Bool { entries.count < Self.capacity || start >= Self.small }

    /// The live entry at an index from 0.
    subscript(index: Int) -> LineEntry { entries[start + index] }

    /// The index of the first live entry that is not before the place; `count` when there is none.
    ///
    /// - Complexity: O(log 64); O(1) at the front and behind the end.
    func lowerBound(_ place: LinePlace) -> Int {
        if last < place { return count }
        return entries.withUnsafeBufferPointer { entries in
            if !(entries[start].place < place) { return 0 }
            var low = 1
            var high = count
            while low < high {
                let middle = (low + high) >> 1
                if entries[start + middle].place < place { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    /// Whether the entry at an index has this place; an index behind the end has none.
    func has(_ place: LinePlace, at index: Int) -> Bool {
        index < count && entries[start + index].place == place
    }

    /// Puts an entry at an index; the caller has seen that the chunk is not full and that the index keeps the order.
    ///
    /// - Complexity: O(64); O(1) amortised at either end.
    mutating func insert(_ entry: LineEntry, at index: Int) {
        precondition(!isFull, "insert in a full LineChunk")
        if start > 0 && index < count >> 1 {
            shift(from: start, by: -1, count: index)
            start -= 1
            entries[start + index] = entry
        } else {
            if entries.count == Self.capacity { compact() }
            if entries.count == entries.capacity {
                // A line of few contacts stays small; a full chunk gets exactly what it needs.
                entries.reserveCapacity(min(Self.capacity, max(4, entries.count * 2)))
            }
            entries.insert(entry, at: start + index)
        }
        count += 1
        if index == count - 1 { last = entry.place }
    }

    /// Takes the entry at an index.
    ///
    /// - Complexity: O(64); O(1) at either end.
    mutating func remove(at index: Int) -> LineEntry {
        let entry = self[index]
        if index < count >> 1 || index == 0 {
            shift(from: start, by: 1, count: index)
            start += 1
        } else {
            entries.remove(at: start + index)
        }
        count -= 1
        if index == count && count > 0 { last = entries[start + count - 1].place }
        return entry
    }

    /// Gives away the upper half of a full chunk.
    mutating func splitOff() -> LineChunk {
        let middle = start + count / 2
        let upper = LineChunk(upperHalf: entries[middle...], last: last)
        entries.removeSubrange(middle...)
        count = entries.count - start
        last = entries[entries.count - 1].place
        return upper
    }

    /// Adds a chunk that follows this one; together they fit.
    mutating func append(_ next: LineChunk) {
        precondition(count + next.count <= Self.capacity, "LineChunks don't fit in one")
        if entries.count + next.count > Self.capacity { compact() }
        entries.append(contentsOf: next.entries[next.start...])
        count += next.count
        last = next.last
    }

    /// Drops the dead entries at the front.
    private mutating func compact() {
        entries.removeFirst(start)
        start = 0
    }

    /// Moves `count` entries of the array, from one index, by one.
    private mutating func shift(from: Int, by distance: Int, count: Int) {
        if count == 0 { return }
        precondition(from + distance >= 0 && from + distance + count <= entries.count, "LineChunk.shift out of bounds")
        entries.withUnsafeMutableBufferPointer { entries in
            guard let base = entries.baseAddress else { return }
            (base + from + distance).update(from: base + from, count: count)
        }
    }
}
