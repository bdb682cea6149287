// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Holds a thread until it is opened, then lets everybody pass.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    func open() { semaphore.signal() }
}
