// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Keeps the first fault that any thread of a test reports.
final class FaultBox: Sendable {
    private let fault = Mutex<String?>(nil)
    private let hasFault = Atomic<Bool>(false)

    var first: String? { fault.withLock { $0 } }
    /// Whether to give up; relaxed, so that asking orders nothing between the threads under test.
    var isSet: Bool { hasFault.load(ordering: .relaxed) }

    func report(_ text: String) {
        fault.withLock { if $0 == nil { $0 = text } }
        hasFault.store(true, ordering: .relaxed)
    }
}
