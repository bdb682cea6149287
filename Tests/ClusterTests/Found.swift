// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Durations that several threads found.
final class Found: Sendable {
    private let state = Mutex<[Duration]>([])

    var values: [Duration] { state.withLock { $0 } }

    func add(_ value: Duration) { state.withLock { $0.append(value) } }
}
