// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// How many received messages exist: a leak check for tests, absent from release builds, where it would make every
/// message bounce one cache line between threads.
enum MessageCount {
    #if DEBUG
        private static let value = Atomic<Int>(0)

        /// The messages received and not yet destroyed.
        ///
        /// Relaxed: exact only when nothing is in flight.
        static var outstanding: Int { value.load(ordering: .relaxed) }
    #endif

    /// Counts a message that came or went.
    @inline(__always)
    static func add(_ difference: Int) {
        #if DEBUG
            value.add(difference, ordering: .relaxed)
        #endif
    }
}
