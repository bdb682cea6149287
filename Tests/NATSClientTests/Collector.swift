// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Keeps what callbacks give, in order.
final class Collector<Value: Sendable>: Sendable {
    private let state = Mutex<[Value]>([])

    var values: [Value] { state.withLock { $0 } }

    var count: Int { state.withLock { $0.count } }

    func add(_ value: Value) { state.withLock { $0.append(value) } }
}
