// SPDX-License-Identifier: Apache-2.0

/// What the parent says to a process of the load, a JSON line each; the first is the order.
enum ParentWord: Codable, Sendable {
    case order(WorkOrder)
    /// Begin then, by the machine's clock, nanoseconds.
    case start(at: Int64)
    /// Nobody comes any more.
    case stop
    /// All have drained.
    case close
}
