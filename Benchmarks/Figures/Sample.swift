// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Times, nanoseconds, taken on any thread.
final class Sample: Sendable {
    private let values = Mutex<[Int64]>([])

    func add(_ nanoseconds: Int64) { values.withLock { $0.append(nanoseconds) } }

    var count: Int { values.withLock { $0.count } }

    /// All of them, in the order in which they came.
    var all: [Int64] { values.withLock { $0 } }

    /// Microseconds; 0 without values.
    var median: Double { microseconds(0.5) ?? 0 }

    /// The value below which `share` of all lie, microseconds; nil without values.
    func microseconds(_ share: Double) -> Double? {
        let sorted = values.withLock { $0 }.sorted()
        guard !sorted.isEmpty else { return nil }
        let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
        return Double(sorted[index]) / 1_000
    }
}
