// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// Whether single operations are timed. A type, so that an episode which times none has no trace of it in its loop.
protocol OperationTiming {
    static var isSampled: Bool { get }
}

enum Untimed: OperationTiming {
    static var isSampled: Bool { false }
}

enum Sampled: OperationTiming {
    static var isSampled: Bool { true }
}

/// Times the work of an episode on this thread: all of it, or one operation in 16.
///
/// What an operation is done to is found before `begin`.
struct Stopwatch<Timing: OperationTiming> {
    /// One clock reading in so many operations.
    static var between: Int { 16 }

    private let started = Clocks.thread
    private var latencies = Latencies()
    private var from: UInt64 = 0

    @inline(__always)
    mutating func begin(_ index: Int) {
        guard Timing.isSampled else { return }
        from = index % Self.between == 0 ? clinux_ticks() : 0
    }

    @inline(__always)
    mutating func end() {
        guard Timing.isSampled else { return }
        if from != 0 { latencies.add(clinux_ticks() &- from) }
    }

    func add(to result: inout Result, operations: Int) {
        if Timing.isSampled { return result.latencies.add(latencies) }
        result.time += Clocks.thread - started
        result.operations += Double(operations)
    }
}
