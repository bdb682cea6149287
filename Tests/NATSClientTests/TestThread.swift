// SPDX-License-Identifier: Apache-2.0
import Foundation
import NATSClient

/// A thread that can be waited for, and that pays its debt to the client library.
final class TestThread: Sendable {
    private let ended = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread { [ended] in
            body()
            NATSThread.release()
            ended.signal()
        }
        thread.start()
    }

    func join() { ended.wait() }
}
