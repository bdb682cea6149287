// SPDX-License-Identifier: Apache-2.0

/// What is done to a queue (README.md).
struct Workload {
    enum Kind { case hold, threads, cancel, putBack, life }

    let name: String
    let kind: Kind
    let levels: UInt64
    /// Entries that wait beforehand.
    var waiting: Int
    /// Pairs, items, entries or lives of one episode.
    var work: Int
    /// Producers, and as many consumers.
    var threads = 0
    /// Episodes follow each other for at least so many seconds.
    var least = 1.0

    static let all = [
        Workload(name: "hold-1k-8", kind: .hold, levels: 8, waiting: 1_000, work: 2_000_000),
        Workload(name: "hold-1k-256", kind: .hold, levels: 256, waiting: 1_000, work: 2_000_000),
        Workload(name: "hold-100k-8", kind: .hold, levels: 8, waiting: 100_000, work: 2_000_000),
        Workload(name: "hold-100k-256", kind: .hold, levels: 256, waiting: 100_000, work: 2_000_000),
        Workload(name: "hold-1m-8", kind: .hold, levels: 8, waiting: 1_000_000, work: 2_000_000),
        Workload(name: "hold-1m-256", kind: .hold, levels: 256, waiting: 1_000_000, work: 2_000_000),
        Workload(name: "1p1c-256", kind: .threads, levels: 256, waiting: 10_000, work: 2_000_000, threads: 1),
        Workload(name: "2p2c-256", kind: .threads, levels: 256, waiting: 10_000, work: 2_000_000, threads: 2),
        Workload(name: "cancel", kind: .cancel, levels: 256, waiting: 1_000_000, work: 250_000),
        Workload(name: "put-back", kind: .putBack, levels: 256, waiting: 1_000_000, work: 250_000),
        Workload(name: "life", kind: .life, levels: 8, waiting: 100_000, work: 500_000),
    ]

    func scaled(by scale: Int) -> Workload {
        var scaled = self
        scaled.waiting = max(waiting / scale, 20)
        scaled.work = max(work / scale, 20)
        if kind == .cancel || kind == .putBack { scaled.work = min(scaled.work, scaled.waiting) }
        scaled.least = least / Double(scale)
        return scaled
    }
}

/// The level is in the id, so that who pops can see what it should have been.
func identity(producer: UInt64, level: UInt64, number: UInt64) -> UInt64 { producer << 56 | level << 48 | number }

/// The same draws in every language: xorshift 13, 7, 17.
struct Draws {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    /// 0 ..< limit.
    mutating func below(_ limit: UInt64) -> UInt64 { ((next() >> 32) &* limit) >> 32 }
}
