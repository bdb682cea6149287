// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// Times the work of an episode on this thread: all of it, or, in a sampled episode, one operation in 16.
///
/// What an operation is done to is found before `begin`.
struct Stopwatch {
    /// One clock reading in so many operations.
    static var between: Int { 16 }

    private let isSampled: Bool
    private let started = Clocks.thread
    private var latencies = Latencies()
    private var from: UInt64 = 0

    init(isSampled: Bool) { self.isSampled = isSampled }

    @inline(__always)
    mutating func begin(_ index: Int) {
        guard isSampled else { return }
        from = index % Self.between == 0 ? clinux_ticks() : 0
    }

    @inline(__always)
    mutating func end() {
        if isSampled, from != 0 { latencies.add(clinux_ticks() &- from) }
    }

    func add(to result: inout Result, operations: Int) {
        if isSampled { return result.latencies.add(latencies) }
        result.time += Clocks.thread - started
        result.operations += Double(operations)
    }
}
