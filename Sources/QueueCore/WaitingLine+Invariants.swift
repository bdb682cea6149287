// SPDX-License-Identifier: Apache-2.0

extension WaitingLine {
    /// Looks at the whole structure for something that must never be so.
    ///
    /// - Returns: nil when all is well, else what is wrong.
    /// - Complexity: O(n).
    package func checkInvariants() -> String? {
        if used.count != levels.count { return "\(used.count) levels in the set, \(levels.count) in the list" }
        var sum = 0
        var previous: UInt8?
        for level in levels {
            if let previous, previous <= level.level { return "level \(level.level) behind level \(previous)" }
            previous = level.level
            if !used.contains(level.level) { return "level \(level.level) is not in the set" }
            if let fault = level.checkInvariants() { return "level \(level.level): \(fault)" }
            sum += level.count
        }
        return sum == count ? nil : "count \(count), levels have \(sum)"
    }

    /// How many chunks the line has, each 1.5 kilobytes when full: to see that memory follows the number of contacts.
    ///
    /// - Complexity: O(n / 4096 + levels in use).
    package var chunkCount: Int {
        levels.reduce(0) { $0 + $1.blocks.reduce(0) { $0 + $1.chunks.count } }
    }
}

extension LineLevel {
    fileprivate func checkInvariants() -> String? {
        if blocks.isEmpty { return "no block" }
        var sum = 0
        var previous: LinePlace?
        for (index, block) in blocks.enumerated() {
            if let fault = block.checkInvariants(after: previous) { return "block \(index): \(fault)" }
            previous = block.last
            sum += block.count
            if index > 0 && blocks[index - 1].chunks.count < LineBlock.small && block.chunks.count < LineBlock.small {
                return "blocks \(index - 1) and \(index) are both small"
            }
        }
        return sum == count ? nil : "count \(count), blocks have \(sum)"
    }
}

extension LineBlock {
    fileprivate func checkInvariants(after earlier: LinePlace?) -> String? {
        if !(1...Self.capacity).contains(chunks.count) { return "\(chunks.count) chunks" }
        var sum = 0
        var previous = earlier
        for (index, chunk) in chunks.enumerated() {
            if let fault = chunk.checkInvariants(after: previous) { return "chunk \(index): \(fault)" }
            previous = chunk.last
            sum += chunk.count
            if index > 0 && chunks[index - 1].count < LineChunk.small && chunk.count < LineChunk.small {
                return "chunks \(index - 1) and \(index) are both small"
            }
        }
        if previous != last { return "last is not its last chunk's" }
        return sum == count ? nil : "count \(count), chunks have \(sum)"
    }
}

extension LineChunk {
    fileprivate func checkInvariants(after earlier: LinePlace?) -> String? {
        if !(1...Self.capacity).contains(count) { return "count \(count)" }
        if start < 0 || start + count != entries.count { return "start \(start), count \(count) of \(entries.count)" }
        if entries.count > Self.capacity { return "\(entries.count) entries" }
        var previous = earlier
        for index in 0..<count {
            if let previous, !(previous < self[index].place) { return "entry \(index) is not behind the one before" }
            previous = self[index].place
        }
        return previous == last ? nil : "last is not its last entry's"
    }
}
