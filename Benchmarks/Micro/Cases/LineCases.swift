// SPDX-License-Identifier: Apache-2.0
import QueueCore

extension MicroCase {
    /// Ten thousand wait, drawn over the levels, before the work begins and after it; where they are scattered, thirty.
    static let lines = [
        MicroCase(name: "line.popPush.8levels") { operations, begins in
            var filled = FilledLine(levels: 8)
            begins()
            for _ in 0..<operations { filled.popAndPush() }
        },
        MicroCase(name: "line.popPush.256levels") { operations, begins in
            var filled = FilledLine(levels: 256)
            begins()
            for _ in 0..<operations { filled.popAndPush() }
        },
        MicroCase(name: "line.popPush.scattered") { operations, begins in
            var filled = FilledLine(levels: 256, waiting: 30)
            begins()
            for _ in 0..<operations { filled.popAndPush() }
        },
        MicroCase(name: "line.cancelPutBack") { operations, begins in
            var filled = FilledLine(levels: 256)
            begins()
            for _ in 0..<operations { filled.cancelAndPutBack() }
        },
        MicroCase(name: "line.position") { operations, begins in
            var filled = FilledLine(levels: 256)
            begins()
            for _ in 0..<operations { filled.askPosition() }
        },
        MicroCase(name: "line.insertInOrder") { operations, begins in
            var filled = FilledLine(levels: 256)
            begins()
            for _ in 0..<operations { filled.insertAmong() }
        },
        MicroCase(name: "concurrentLine.pushPop") { operations, begins in
            let line = ConcurrentLine(laneCount: 2)
            var draws = MicroDraws()
            begins()
            for number in 0..<operations {
                let level = UInt8(draws.below(256))
                precondition(line.push(UInt32(number), level: level, lane: number & 1) != nil)
                precondition(line.popFirst()?.key.level == level)
            }
        },
    ]
}

/// A line in which many wait, and where each is kept.
private struct FilledLine: ~Copyable {
    private var line = WaitingLine()
    private var draws = MicroDraws()
    private let levels: Int
    private var arrival: Int64 = 0
    private var places: [(key: LineKey, handle: LineHandle)] = []

    init(levels: Int, waiting: Int = 10_000) {
        self.levels = levels
        for index in 0..<waiting { push(UInt32(index)) }
    }

    private mutating func push(_ value: UInt32) {
        arrival += 2
        let key = LineKey(level: UInt8(draws.below(levels)), arrival: arrival, sequence: UInt64(arrival))
        guard let handle = line.insert(value, at: key) else { preconditionFailure("the line is full") }
        if Int(value) == places.count { return places.append((key, handle)) }
        places[Int(value)] = (key, handle)
    }

    mutating func popAndPush() {
        guard let first = line.popFirst() else { preconditionFailure("nobody waits") }
        push(first.value)
    }

    mutating func cancelAndPutBack() {
        let index = draws.below(places.count)
        let (key, handle) = places[index]
        precondition(line.remove(handle, at: key) == UInt32(index))
        precondition(line.putBack(UInt32(index), at: key, handle) == handle)
    }

    mutating func askPosition() {
        let (key, handle) = places[draws.below(places.count)]
        precondition(line.position(of: handle, at: key) != nil)
    }

    /// One that comes between two others, as an island's contacts do when it returns, and leaves by its key.
    mutating func insertAmong() {
        var key = places[draws.below(places.count)].key
        key.arrival += 1
        precondition(line.insert(0, at: key) != nil && line.remove(.unknown, at: key) == 0)
    }
}
