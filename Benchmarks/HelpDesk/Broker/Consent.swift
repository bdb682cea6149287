// SPDX-License-Identifier: Apache-2.0

/// What a caller takes instead of waiting on the line, where it is offered, and whether they are reached then.
struct Consent: Hashable, Sendable {
    /// An appointment; asked before the callback.
    var appointment = false
    /// A callback that keeps the place.
    var callback = false
    /// How many of the first calls they miss.
    var missedCalls: UInt8 = 0

    /// Whether they take anything.
    var takesAny: Bool { appointment || callback }
}
