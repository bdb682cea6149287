// SPDX-License-Identifier: Apache-2.0
import QueueCore

extension MicroCase {
    /// Ten thousand wait, drawn over the levels, before the work begins and after it; where they are scattered, thirty.
    static let lines = [
        onLine("popPush.8levels", levels: 8) { $0.popAndPush() },
        onLine("popPush.256levels") { $0.popAndPush() },
        onLine("popPush.scattered", waiting: 30) { $0.popAndPush() },
        onLine("cancelPutBack") { $0.cancelAndPutBack() },
        onLine("position") { $0.askPosition() },
        onLine("insertInOrder") { $0.insertAmong() },
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

    @inline(__always)
    private static func onLine(
        _ name: String, levels: Int = 256, waiting: Int = 10_000,
        _ operation: @escaping @Sendable (inout FilledLine) -> Void
    ) -> MicroCase {
        MicroCase(name: "line." + name) { operations, begins in
            var filled = FilledLine(levels: levels, waiting: waiting)
            begins()
            for _ in 0..<operations { operation(&filled) }
        }
    }
}

/// A line in which many wait, and where each is kept.
private struct FilledLine: ~Copyable {
    private var line = WaitingLine()
    private var draws = MicroDraws()
    private let levels: Int
    private var arrival: Int64 = 0
    private var places: [(key: LineKey, handle: LineHandle)] = []

    init(levels: Int, waiting: Int) {
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
