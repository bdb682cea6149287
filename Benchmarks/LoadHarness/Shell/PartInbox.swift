// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// What other threads have for the one that runs the part.
final class PartInbox: Sendable {
    /// The most that may lie there; the library's own bound on what it holds comes after it.
    static let most = 1_000_000

    private let inputs = Mutex<[PartInput]>([])
    private let wake = DispatchSemaphore(value: 0)

    /// Lays something in. What finds no room is dropped, and said to be so.
    func put(_ input: PartInput) {
        let count = inputs.withLock { inputs in
            inputs.append(inputs.count < Self.most ? input : .dropped)
            if inputs.count > Self.most { inputs.removeLast() }
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
