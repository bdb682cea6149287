// SPDX-License-Identifier: Apache-2.0

extension WaitingLine {
    /// A contact's position, from 1 for the most urgent; nil when it is not in the line.
    ///
    /// - Parameters:
    ///   - handle: where it is kept; `.unknown` works too.
    ///   - key: its place.
    /// - Complexity: O(log n): sums of at most 255 levels, and of at most 63 numbers a node of the tree.
    public func position(of handle: LineHandle, at key: LineKey) -> Int? {
        guard let (chunk, slot) = find(key, handle) else { return nil }
        return countBefore(chunk, slot) + 1
    }

    /// Whether a contact is in the line.
    ///
    /// - Complexity: as `remove(_:at:)`.
    public func contains(_ handle: LineHandle, at key: LineKey) -> Bool { find(key, handle) != nil }

    /// How many contacts come before a key, which need not be in the line.
    ///
    /// - Complexity: O(log n).
    public func countAhead(of key: LineKey) -> Int {
        let rank = 255 - Int(key.level)
        guard used.contains(rank) else { return countMoreUrgent(than: rank) }
        let entry = LineEntry(key, value: 0)
        let chunk = chunk(for: entry, rank - firstRank)
        return countBefore(chunk, exact(chunk).lowerBound(entry))
    }

    /// Hands contacts to `body` in order.
    ///
    /// To walk along a line that changes meanwhile, go on from the last key: each call sees the line as it is then, and
    /// nobody who waits all the time is missed or comes twice.
    ///
    /// - Parameters:
    ///   - key: the contacts behind this key, which need not be in the line; nil for all.
    ///   - limit: the most to hand over, 0 or more.
    ///   - body: gets each key and value.
    /// - Complexity: O(log n + limit).
    public func forEach(after key: LineKey?, limit: Int, _ body: (LineKey, UInt32) -> Void) {
        precondition(limit >= 0, "WaitingLine.forEach limit \(limit) is negative")
        if limit == 0 { return }
        var left = limit
        _ = visit(after: key) { key, value in
            body(key, value)
            left -= 1
            return left == 0
        }
    }

    /// The first contact in order that will do; nil when none will.
    ///
    /// - Complexity: O(those that will not do before it).
    public func first(where willDo: (LineKey, UInt32) -> Bool) -> (key: LineKey, value: UInt32)? {
        visit(after: nil, willDo)
    }

    /// Walks in order until `isEnough` says so.
    private func visit(
        after key: LineKey?, _ isEnough: (LineKey, UInt32) -> Bool
    ) -> (key: LineKey, value: UInt32)? {
        var rank = key.map { 255 - Int($0.level) } ?? 0
        if let key, used.contains(rank) {
            let entry = LineEntry(key, value: .max)
            let chunk = chunk(for: entry, rank - firstRank)
            let begin = exact(chunk)
            var slot = begin.lowerBound(entry)
            // A contact whose value is the highest there is stands at this very entry.
            if slot < Int(begin.high), begin.entries[slot].isAtPlace(of: entry) { slot += 1 }
            let behind = slot == LineChunk.capacity ? 0 : UInt64.max << UInt64(slot)
            if let found = visit(from: chunk, behind, isEnough) { return found }
            rank += 1
        } else if key != nil {
            rank += 1
        }
        while let next = used.first(from: rank) {
            if let found = visit(from: levels[next - firstRank].head, .max, isEnough) { return found }
            rank = next + 1
        }
        return nil
    }

    private func visit(
        from first: UInt32, _ mask: UInt64, _ isEnough: (LineKey, UInt32) -> Bool
    ) -> (key: LineKey, value: UInt32)? {
        var index = first
        var mask = mask
        while index != LineNode.none {
            let chunk = exact(index)
            var rest = chunk.live & mask
            while rest != 0 {
                let entry = chunk.entries[rest.trailingZeroBitCount]
                let key = entry.key(level: 255 - chunk.rank)
                if isEnough(key, entry.value) { return (key, entry.value) }
                rest &= rest - 1
            }
            mask = .max
            index = next(index)
        }
        return nil
    }
}
