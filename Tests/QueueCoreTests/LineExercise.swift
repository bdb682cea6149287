// SPDX-License-Identifier: Apache-2.0
import QueueCore

/// Random work on a line and its model side by side, with snapshots of both.
struct LineExercise: ~Copyable {
    private var random: SplitMix64
    private let levels: [UInt8]
    private var line = WaitingLine()
    private var model = LineModel()
    /// The last handle of every key that was ever in the line: of most that left, it is not good any more.
    private var handles: [LineKey: LineHandle] = [:]
    private var removed: [(key: LineKey, value: UInt32)] = []
    private var snapshots: [LineSnapshot] = []
    private var now: Int64 = 0
    private var sequence: UInt64 = 0
    private(set) var largest = 0

    init(seed: UInt64, levelCount: Int) {
        random = SplitMix64(seed: seed)
        levels = levelCount == 256 ? Array(0...255) : (0..<levelCount).map { UInt8(255 * $0 / max(1, levelCount - 1)) }
    }

    /// Does so many steps; growing and shrinking in turns.
    ///
    /// - Returns: the first fault; nil when there is none.
    mutating func run(steps: Int, phase: Int, checkEvery: Int) -> String? {
        for step in 0..<steps {
            let isGrowing = (step / phase).isMultiple(of: 2)
            if let fault = act(isGrowing: isGrowing) { return "step \(step): \(fault)" }
            largest = max(largest, line.count)
            if step % checkEvery == 0 {
                if let fault = check() { return "after step \(step): \(fault)" }
            }
        }
        return check()
    }

    /// Empties the line from the front.
    mutating func empty() -> String? {
        while let first = line.first {
            if Int.random(in: 0..<2, using: &random) == 0 {
                if let fault = remove(first.key) { return fault }
            } else {
                _ = model.remove(at: first.key)
                let popped = line.popFirst()
                if popped?.key != first.key || popped?.value != first.value { return "popped \(first.key)" }
            }
        }
        if line.popFirst() != nil { return "popped from an empty line" }
        if line.chunkCount > 4 { return "an empty line has \(line.chunkCount) chunks" }
        return check()
    }

    private mutating func act(isGrowing: Bool) -> String? {
        let dice = Int.random(in: 0..<100, using: &random)
        let arrivals = isGrowing ? 55 : 15
        switch dice {
        case ..<arrivals: return arrive(lateByAtMost: 0)
        case ..<(arrivals + 8): return arrive(lateByAtMost: 1 + now)
        case ..<(arrivals + 18): return putBack()
        case ..<90:
            guard !model.keys.isEmpty else { return nil }
            let isFront = Int.random(in: 0..<3, using: &random) == 0
            return remove(isFront ? model.keys[0] : model.keys[Int.random(in: 0..<model.keys.count, using: &random)])
        case ..<94: return remove(strangeKey())
        case ..<98: return look()
        default:
            if snapshots.count == 4 { snapshots.remove(at: Int.random(in: 0..<4, using: &random)) }
            snapshots.append(LineSnapshot(line: line.copy(), model: model))
            return nil
        }
    }

    private mutating func arrive(lateByAtMost late: Int64) -> String? {
        now += Int64.random(in: 0...2, using: &random)
        sequence += 1
        let arrival = now - Int64.random(in: 0...late, using: &random)
        let level = levels[Int.random(in: 0..<levels.count, using: &random)]
        let key = LineKey(level: level, arrival: arrival, sequence: sequence)
        // The highest value too: keys and values share a number in the line.
        let value = UInt32.random(in: 0..<8, using: &random) == 0 ? .max : UInt32(truncatingIfNeeded: random.next())
        handles[key] = line.insert(value, at: key)
        model.insert(value, at: key)
        return nil
    }

    /// A contact comes back to the place it had.
    private mutating func putBack() -> String? {
        guard !removed.isEmpty else { return nil }
        let (key, value) = removed.remove(at: Int.random(in: 0..<removed.count, using: &random))
        // The caller may have forgotten where it was, and only then has another value for it.
        let handle = handle(key)
        let isKnown = handle != .unknown || Int.random(in: 0..<2, using: &random) == 0
        let new = isKnown ? value : UInt32(truncatingIfNeeded: random.next())
        handles[key] = line.putBack(new, at: key, handle)
        model.insert(new, at: key)
        return position(key) == model.lowerBound(key) + 1 ? nil : "position of \(key) put back"
    }

    /// Mostly the last known handle, sometimes none.
    private mutating func handle(_ key: LineKey) -> LineHandle {
        Int.random(in: 0..<6, using: &random) == 0 ? .unknown : handles[key] ?? .unknown
    }

    private mutating func position(_ key: LineKey) -> Int? {
        let position = line.position(of: handle(key), at: key)
        let ahead = line.countAhead(of: key)
        return position == nil || position == ahead + 1 ? position : -1
    }

    private mutating func remove(_ key: LineKey) -> String? {
        let expected = model.remove(at: key)
        let got = line.remove(handle(key), at: key)
        if let got {
            if removed.count > 200 { removed.removeFirst(100) }
            removed.append((key, got))
        }
        return got == expected ? nil : "removing \(key) gave \(String(describing: got))"
    }

    /// A key that is likely not in the line, near one that is.
    private mutating func strangeKey() -> LineKey {
        var key = model.keys.randomElement(using: &random) ?? LineKey(level: 7, arrival: 7, sequence: 7)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: key.level = UInt8.random(in: 0...255, using: &random)
        case 1: key.arrival += Int64.random(in: -2...2, using: &random)
        default: key.sequence = UInt64.random(in: 0...sequence + 2, using: &random)
        }
        return key
    }

    private mutating func look() -> String? {
        for key in [strangeKey(), model.keys.randomElement(using: &random) ?? strangeKey()] {
            let isThere = model.contains(key)
            let bound = model.lowerBound(key)
            if line.contains(handle(key), at: key) != isThere { return "contains \(key)" }
            if position(key) != (isThere ? bound + 1 : nil) { return "position of \(key)" }
            if line.countAhead(of: key) != bound { return "count ahead of \(key)" }
            let limit = Int.random(in: 0...200, using: &random)
            var got: [LineKey] = []
            line.forEach(after: key, limit: limit) { key, _ in got.append(key) }
            let behind = model.keys[(isThere ? bound + 1 : bound)...]
            if got != Array(behind.prefix(limit)) { return "forEach after \(key)" }
        }
        return nil
    }

    private func check() -> String? {
        if let fault = model.difference(from: line) { return fault }
        for (index, snapshot) in snapshots.enumerated() {
            if let fault = snapshot.model.difference(from: snapshot.line) { return "snapshot \(index): \(fault)" }
        }
        return nil
    }
}

/// A copy of a line, and of its model.
private final class LineSnapshot {
    let line: WaitingLine
    let model: LineModel

    init(line: consuming WaitingLine, model: LineModel) {
        self.line = line
        self.model = model
    }
}
