// SPDX-License-Identifier: Apache-2.0
import BrokerReplica
import CLinux
import Foundation

/// The machine's clocks: the only place of a node that reads them.
enum Clocks {
    /// Both clocks now.
    static var now: Now { Now(monotonic: monotonic, wall: wall) }
    /// Nanoseconds of the monotonic clock.
    static var monotonic: Int64 { Int64(clinux_monotonic_ns()) }
    /// Milliseconds since 1970 UTC.
    static var wall: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}
