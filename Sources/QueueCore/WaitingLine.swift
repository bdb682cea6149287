// SPDX-License-Identifier: Apache-2.0

/// Waiting contacts in one order: by level (higher first), then arrival, then sequence.
///
/// A value type: a copy costs O(1) and is a snapshot. A change after a copy copies only what it touches: the list of
/// levels in use, the list of blocks of one level, one block's list of chunks and one chunk; a few kilobytes, whatever
/// the size.
///
/// Each level is a list of blocks of up to 128 chunks of up to 64 entries (see `LineLevel`), so no change moves more
/// than a few kilobytes. Only levels in use take memory: they stand in order of urgency, and a 256-bit set says which
/// index a level has.
///
/// The line has no limit of its own but memory (24 bytes a contact when arrivals ascend); who fills it bounds it.
public struct WaitingLine: Sendable {
    /// The levels in use, most urgent first; none is empty.
    var levels: [LineLevel] = []
    /// Which levels are in use.
    var used = LevelSet()

    /// How many contacts wait.
    ///
    /// - Complexity: O(1).
    public private(set) var count = 0

    /// Makes an empty line.
    ///
    /// - Complexity: O(1); no allocation.
    public init() {}

    /// Whether nobody waits.
    ///
    /// - Complexity: O(1).
    public var isEmpty: Bool { count == 0 }

    /// The most urgent contact; nil when nobody waits.
    ///
    /// - Complexity: O(1).
    public var first: (key: LineKey, value: UInt32)? {
        if levels.isEmpty { return nil }
        let entry = levels[0].first
        return (entry.place.key(level: levels[0].level), entry.value)
    }

    /// Puts a contact at its place.
    ///
    /// - Parameters:
    ///   - value: what stands for the contact.
    ///   - key: its place. No contact of the line has it.
    /// - Complexity: O(1) amortised when the key is the last of its level; else O(√n) with tiny steps: two binary
    ///   searches, moves of at most 64 entries, 128 chunks (rarely) and n/4096 blocks (very rarely).
    public mutating func insert(_ value: UInt32, at key: LineKey) {
        let entry = LineEntry(place: LinePlace(key), value: value)
        let index = slot(of: key.level)
        if used.contains(key.level) {
            levels[index].insert(entry)
        } else {
            levels.insert(LineLevel(level: key.level, entry), at: index)
            used.insert(key.level)
        }
        count += 1
    }

    /// Takes a contact out.
    ///
    /// - Returns: its value; nil when no contact has this key.
    /// - Complexity: O(1) amortised for the first of a level; else as `insert(_:at:)`.
    public mutating func remove(at key: LineKey) -> UInt32? {
        if !used.contains(key.level) { return nil }
        let index = slot(of: key.level)
        guard let value = levels[index].remove(LinePlace(key)) else { return nil }
        if levels[index].count == 0 {
            levels.remove(at: index)
            used.remove(key.level)
        }
        count -= 1
        return value
    }

    /// A contact's position, from 1 for the most urgent; nil when no contact has this key.
    ///
    /// - Complexity: O(levels in use + blocks of the level + 128): sums of counts side by side in memory. At 1,000,000
    ///   contacts in one level that is some 120 blocks and 128 chunks at most.
    public func position(of key: LineKey) -> Int? {
        if !used.contains(key.level) { return nil }
        let index = slot(of: key.level)
        guard var ahead = levels[index].index(of: LinePlace(key)) else { return nil }
        for earlier in 0..<index { ahead += levels[earlier].count }
        return ahead + 1
    }

    /// Whether a contact has this key.
    ///
    /// - Complexity: O(log n).
    public func contains(_ key: LineKey) -> Bool {
        used.contains(key.level) && levels[slot(of: key.level)].contains(LinePlace(key))
    }

    /// Hands contacts to `body` in order.
    ///
    /// - Parameters:
    ///   - key: the contacts behind this key, which need not be in the line; nil for all.
    ///   - limit: the most to hand over, 0 or more.
    ///   - body: gets each key and value.
    /// - Complexity: O(log n + limit + levels in use).
    public func forEach(after key: LineKey?, limit: Int, _ body: (LineKey, UInt32) -> Void) {
        precondition(limit >= 0, "WaitingLine.forEach limit \(limit) is negative")
        var index = 0
        var place: LinePlace?
        if let key {
            index = slot(of: key.level)
            if used.contains(key.level) { place = LinePlace(key) }
        }
        var left = limit
        while left > 0 && index < levels.count {
            let level = levels[index].level
            left -= levels[index].forEach(after: place, limit: left) { body($0.place.key(level: level), $0.value) }
            place = nil
            index += 1
        }
    }

    /// The index that a level has in the list, or would have.
    private func slot(of level: UInt8) -> Int {
        // The most urgent level is the one that is asked for most.
        if levels.isEmpty || levels[0].level <= level { return 0 }
        return used.countMoreUrgent(than: level)
    }
}
