// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Texts that several threads found.
final class Collected: Sendable {
    private let state = Mutex<[String]>([])

    var values: [String] { state.withLock { $0 } }

    func add(_ value: String) { state.withLock { $0.append(value) } }
}
