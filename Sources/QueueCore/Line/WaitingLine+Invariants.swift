// SPDX-License-Identifier: Apache-2.0

extension WaitingLine {
    /// Looks at the whole structure for something that must never be so.
    ///
    /// - Returns: nil when all is well, else what is wrong.
    /// - Complexity: O(n).
    package func checkInvariants() -> String? { fault }

    /// How many chunks the line uses, each 1 kilobyte: to see that memory follows the number of contacts.
    ///
    /// - Complexity: O(1).
    package var chunkCount: Int { chunksInUse }
}

extension WaitingLine {
    private var fault: String? {
        var sum = 0
        var seen = 0
        var empty = 0
        for rank in 0..<256 {
            let offset = rank - firstRank
            let level = (0..<levelCount).contains(offset) ? levels[offset] : LineLevel()
            let expected = Int(level.count)
            if used.contains(rank) != (expected > 0) { return "rank \(rank): in the set, or not" }
            if used.summary >> UInt64(rank >> 6) & 1 == 0, used.words[rank >> 6] != 0 { return "the set's summary" }
            if used.summary >> UInt64(rank >> 6) & 1 == 1, used.words[rank >> 6] == 0 { return "the set's summary" }
            if let fault = checkTail(level) { return "rank \(rank): \(fault)" }
            if expected == 0 {
                if level.head != level.tail || level.root != LineNode.none { return "rank \(rank): empty with chunks" }
                if level.head == LineNode.none { continue }
                if exact(level.head).live != 0 { return "rank \(rank): its chunk is not empty" }
                seen += 1
                empty += 1
                continue
            }
            var walk = Walk()
            if let fault = check(level, rank: rank, &walk) { return "rank \(rank): \(fault)" }
            sum += expected
            seen += walk.chunks.count
        }
        if empty != emptyLevels { return "\(empty) empty levels keep a chunk, \(emptyLevels) counted" }
        // Looked at when a level becomes empty, or a chunk goes.
        let limit = 2 * max(Self.emptyLevelsKept, total + LineChunk.capacity)
        if empty > limit { return "\(empty) empty levels keep their chunk" }
        if sum != count { return "count \(count), levels have \(sum)" }
        if seen != chunksInUse { return "\(chunksInUse) chunks in use, \(seen) in the levels" }
        if spareCount > max(4, chunksInUse / 8 + 1) { return "\(spareCount) spare chunks beside \(chunksInUse)" }
        return nil
    }

    /// What a level knows of its last chunk.
    private func checkTail(_ level: LineLevel) -> String? {
        if level.tail == LineNode.none { return level.high == 64 ? nil : "it takes arrivals without a chunk" }
        let tail = chunks[Int(level.tail)]
        if level.high == 0 || level.high > 64 { return "its last chunk has slots 0..<\(level.high)" }
        if level.next != tail.entries + Int(level.high) { return "its next slot is elsewhere" }
        if level.generation != tail.generation { return "its last chunk has another generation" }
        return tail.live | level.inUse == .max ? nil : "a bit of its last chunk is not set beforehand"
    }

    /// What a walk along a level has seen.
    fileprivate struct Walk {
        var chunks: [UInt32] = []
        var last: LineEntry?
    }

    private func check(_ level: LineLevel, rank: Int, _ walk: inout Walk) -> String? {
        if level.root == LineNode.none {
            if level.head != level.tail { return "two chunks and no root" }
            if chunks[Int(level.head)].parent != LineNode.none { return "the only chunk has a parent" }
            if let fault = check(chunk: level.head, rank: rank, &walk) { return fault }
        } else {
            if nodes[Int(level.root)].parent != LineNode.none { return "the root has a parent" }
            if nodes[Int(level.root)].width < 2 { return "the root has one child" }
            if let fault = check(node: level.root, rank: rank, &walk) { return fault }
        }
        let found = walk.chunks.reduce(0) { $0 + exact($1).count }
        if found != Int(level.count) { return "count \(level.count), chunks have \(found)" }
        if walk.chunks.first != level.head || walk.chunks.last != level.tail { return "head or tail" }
        for (chunk, after) in zip(walk.chunks, walk.chunks.dropFirst()) where next(chunk) != after { return "next" }
        return next(level.tail) == LineNode.none ? nil : "something behind the tail"
    }

    private func check(node index: UInt32, rank: Int, _ walk: inout Walk) -> String? {
        let node = nodes[Int(index)]
        if node.low >= node.high || node.high > 64 { return "node \(index): children \(node.low)..<\(node.high)" }
        for slot in Int(node.low)..<Int(node.high) {
            let child = node.children[slot]
            let (parent, place, count): (UInt32, UInt8, Int)
            if node.height == 1 {
                let chunk = exact(child)
                let isEnd = levels[rank - firstRank].isEnd(child)
                (parent, place, count) = (chunk.parent, chunk.slot, isEnd ? 0 : chunk.count)
                if let fault = check(chunk: child, rank: rank, &walk) { return fault }
                if slot + 1 < Int(node.high) { if let fault = checkSmall(node, slot) { return fault } }
            } else {
                let below = nodes[Int(child)]
                (parent, place, count) = (below.parent, below.slot, below.sum)
                if below.height != node.height - 1 { return "node \(child): height" }
                if let fault = check(node: child, rank: rank, &walk) { return fault }
            }
            if parent != index || Int(place) != slot { return "child \(slot) of node \(index) does not know it" }
            if count != Int(node.counts[slot]) { return "node \(index) has \(node.counts[slot]) for \(count)" }
        }
        return nil
    }

    private func checkSmall(_ node: LineNode, _ slot: Int) -> String? {
        let (left, right) = (node.children[slot], node.children[slot + 1])
        let offset = Int(chunks[Int(left)].rank) - firstRank
        // The ends are left alone, and what was beside one of them is mended by the next removal.
        let ends = [levels[offset].head, levels[offset].tail]
        if ends.contains(left) || ends.contains(right) || ends.contains(where: { next($0) == left }) { return nil }
        if next(right) == levels[offset].tail { return nil }
        let sum = node.counts[slot] + node.counts[slot + 1]
        return sum <= LineChunk.mergedLimit ? "chunks \(left) and \(right) are both small" : nil
    }

    private func check(chunk index: UInt32, rank: Int, _ walk: inout Walk) -> String? {
        let chunk = exact(index)
        walk.chunks.append(index)
        if Int(chunk.rank) != rank { return "chunk \(index) is of rank \(chunk.rank)" }
        if chunk.high == 0 || chunk.high > 64 { return "chunk \(index): slots 0..<\(chunk.high)" }
        if chunk.live == 0 { return "chunk \(index) is empty" }
        for slot in 0..<64 where chunk.isLive(slot) {
            if slot >= Int(chunk.high) { return "chunk \(index): slot \(slot) is outside" }
        }
        for slot in 0..<Int(chunk.high) {
            if let last = walk.last, !last.isBefore(chunk.entries[slot]) { return "chunk \(index): slot \(slot) order" }
            walk.last = chunk.entries[slot]
        }
        return nil
    }
}

extension LineNode {
    fileprivate var sum: Int { (Int(low)..<Int(high)).reduce(0) { $0 + Int(counts[$1]) } }
}
