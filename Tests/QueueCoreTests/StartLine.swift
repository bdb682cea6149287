// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// Holds threads until all have arrived.
final class StartLine: Sendable {
    private let missing: Atomic<Int>

    init(waitingFor count: Int) {
        missing = Atomic(count)
    }

    func arriveAndWait() {
        missing.subtract(1, ordering: .acquiringAndReleasing)
        while missing.load(ordering: .acquiring) > 0 { sched_yield() }
    }
}
