// SPDX-License-Identifier: Apache-2.0

/// How callers lose the line, and call again.
struct CallerScenario: Codable, Hashable, Sendable {
    /// The share whose line drops, 0–1: they leave, or their conversation ends.
    var drops = 0.0
    /// How long after the arrival it drops.
    var dropAfter = DrawnDuration.exponential(meanNanoseconds: 5_000_000_000)
    /// The share of those who left or were dropped who call again, 0–1; at most three times.
    var redials = 0.0
    /// How long after that they call again.
    var redialAfter = DrawnDuration.exponential(meanNanoseconds: 5_000_000_000)

    /// How often one caller calls again at most.
    static let redialsMax = 3
}
