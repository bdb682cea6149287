// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

/// Work that is the same whoever does it when.
enum Parallel {
    /// One result for each index, in order, computed on all processors.
    static func map<Result: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Result) -> [Result] {
        let results = Mutex([Result?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = work(index)
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }
}
