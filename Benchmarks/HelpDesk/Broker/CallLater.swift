// SPDX-License-Identifier: Apache-2.0

/// How callers come to hang up and be called: to whom it is offered, and what calling them takes. All are assumptions.
enum CallLater {
    /// It is offered to who is told of a longer wait on coming.
    static let toldMoreMs: Int64 = 180_000
    /// How long a caller is on the line until they have heard it and said yes.
    static let heardAfterMs: Int64 = 30_000
    /// An agent's time from dialling until a customer who is reached speaks.
    static let dialMs: Int64 = 24_000
    /// An agent's time for a call that nobody answers.
    static let missedMs: Int64 = 36_000
    /// Calls in all.
    static let attempts: UInt8 = 2
    /// From a call that nobody has answered to the next.
    static let retryAfterMs: Int64 = 600_000
    /// Length of an appointment's slot.
    static let slotMs: Int64 = 1_800_000
    /// How many days ahead appointments are given.
    static let days: UInt8 = 7
}
