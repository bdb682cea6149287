// SPDX-License-Identifier: Apache-2.0

/// A place within one level of a line: a `LineKey` without its level.
struct LinePlace: Comparable, Sendable, BitwiseCopyable {
    var arrival: Int64
    var sequence: UInt64

    init(arrival: Int64, sequence: UInt64) {
        self.arrival = arrival
        self.sequence = sequence
    }

    init(_ key: LineKey) {
        self.init(arrival: key.arrival, sequence: key.sequence)
    }

    /// The key this place is at a level.
    func key(level: UInt8) -> LineKey {
        LineKey(level: level, arrival: arrival, sequence: sequence)
    }

    static func < (left: LinePlace, right: LinePlace) -> Bool {
        if left.arrival != right.arrival { return left.arrival < right.arrival }
        return left.sequence < right.sequence
    }
}
