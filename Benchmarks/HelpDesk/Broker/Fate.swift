// SPDX-License-Identifier: Apache-2.0

/// What became of a caller.
struct Fate: Hashable, Sendable {
    /// Milliseconds from the first ring until an agent answered or the caller left.
    let waitMs: Int64
    /// The shift that answered, by its index; nil when the caller left.
    let shift: Int?

    /// Whether an agent answered.
    var isAnswered: Bool { shift != nil }
}
