// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Times, nanoseconds, taken on any thread.
final class Sample: Sendable {
    private let values = Mutex<[Int64]>([])

    func add(_ nanoseconds: Int64) { values.withLock { $0.append(nanoseconds) } }

    var count: Int { values.withLock { $0.count } }

    /// The value below which `share` of all lie, microseconds; nil without values.
    func microseconds(_ share: Double) -> Double? {
        let sorted = values.withLock { $0 }.sorted()
        guard !sorted.isEmpty else { return nil }
        let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
        return Double(sorted[index]) / 1_000
    }
}
