// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// What other threads have for the one that runs the part.
final class PartInbox: Sendable {
    private let most: Int
    private let inputs = Mutex<[PartInput]>([])
    private let wake = DispatchSemaphore(value: 0)

    /// - Parameter most: The most that may lie there.
    init(most: Int = 1_000_000) { self.most = most }

    /// Lays something in. What finds no room is dropped, and said to be so.
    func put(_ input: PartInput) {
        let count = inputs.withLock { inputs in
            if inputs.count <= most { inputs.append(inputs.count < most ? input : .dropped) }
            return inputs.count
        }
        if count == 1 { wake.signal() }
    }

    /// Takes all there is; waits until there is something, or for so many nanoseconds.
    func take(waitingAtMost nanoseconds: Int64) -> [PartInput] {
        if nanoseconds > 0 { _ = wake.wait(timeout: .now() + .nanoseconds(Int(nanoseconds))) }
        return inputs.withLock { inputs in
            defer { inputs = [] }
            return inputs
        }
    }
}
