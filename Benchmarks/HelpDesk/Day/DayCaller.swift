// SPDX-License-Identifier: Apache-2.0

/// What is known from outside of a caller's contact.
struct DayCaller: Hashable, Sendable {
    /// Whether its enqueue was answered, and not refused.
    var isAcknowledged = false
    /// Whether it was refused: then there is no contact.
    var isRefused = false
    /// Whether it rings at an agent's.
    var isRinging = false
    /// Whether the caller has hung up unanswered, as far as the caller knew.
    var hasLeft = false
    /// The last version that was heard.
    var version = 0
    /// Whether a version of it was never heard.
    var missedSomething = false
    /// The shift whose agent is in conversation with the caller.
    var shift: Int?
    /// What has become of the caller; nil as long as nothing has.
    var fate: Fate?
    /// Whether its end was heard.
    var hasEnded = false

    /// Whether nothing is to be heard of it any more.
    var isOver: Bool { hasEnded || isRefused }
}
