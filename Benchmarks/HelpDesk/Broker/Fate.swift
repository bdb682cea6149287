// SPDX-License-Identifier: Apache-2.0

/// What became of a caller.
struct Fate: Hashable, Sendable {
    /// Milliseconds from the first ring until the caller spoke with an agent, left, or was given up.
    let waitMs: Int64
    /// The shift that answered, by its index among those of the day; nil when none did.
    let shift: Int?
    /// What the caller had hung up for; nil for who stayed on the line.
    var promise: Promise?

    /// Whether an agent answered.
    var isAnswered: Bool { shift != nil }

    /// Milliseconds on the line before an agent was there or the caller hung up.
    var onLineMs: Int64 { promise?.hungUpAfterMs ?? waitMs }

    /// Milliseconds that the engine has as the wait of a contact that an agent had; nil if none had it. An agent who
    /// calls has the contact, whether the customer is reached or not; an appointment waits from its own time on.
    var engineWaitMs: Int64? {
        guard let promise else { return isAnswered ? waitMs : nil }
        return promise.calledAfterMs.map { $0 - promise.agreedAfterMs }
    }
}
