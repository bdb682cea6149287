// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Real threads that begin together.
///
/// Tasks would not do: the executor's locks order their accesses, and so hide races
/// from the sanitizer.
enum RawThreads {
    /// Runs each body on a thread of its own and returns when all have returned.
    static func run(_ bodies: [@Sendable () -> Void]) {
        let start = StartLine(waitingFor: bodies.count)
        let done = DispatchSemaphore(value: 0)
        for body in bodies {
            let thread = Thread {
                start.arriveAndWait()
                body()
                done.signal()
            }
            thread.start()
        }
        for _ in bodies { done.wait() }
    }

    /// Gives the processor away now and then; orders no memory.
    static func backOff(_ tries: inout Int) {
        tries += 1
        if tries & 63 == 0 { sched_yield() }
    }
}
