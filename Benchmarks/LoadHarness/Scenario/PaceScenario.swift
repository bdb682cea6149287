// SPDX-License-Identifier: Apache-2.0

/// When how many contacts come, and how long the load lasts. All times are nanoseconds.
struct PaceScenario: Codable, Hashable, Sendable {
    /// Contacts a second over all sites and topics: 0.1–100,000.
    var rate = 10.0
    /// Whether the time between two is always the same, instead of drawn (a Poisson process).
    var isEven = false
    /// During this time at the beginning the rate rises from nothing.
    var ramp: Int64 = 0
    /// After the ramp: not counted in figures.
    var warmUp: Int64 = 2_000_000_000
    /// After the warm-up: what figures are taken of.
    var measure: Int64 = 30_000_000_000
    /// After the last arrival at most so long may everybody take to end.
    var drain: Int64 = 20_000_000_000
    /// A send counts as late after this.
    var late: Int64 = 1_000_000
    /// A request without an answer for so long is unanswered.
    var answerWithin: Int64 = 5_000_000_000
    /// An hour of much.
    var rush: RushScenario?

    /// From when on figures count, from the beginning of the load.
    var measuredFrom: Int64 { ramp + warmUp }
    /// When the last contact comes, from the beginning of the load.
    var end: Int64 { ramp + warmUp + measure }
    /// How long an interval of the plots is: whole seconds, so that there are at most `intervalsMax`.
    var interval: Int64 { ((end + drain) / (Int64(Self.intervalsMax) * 1_000_000_000) + 1) * 1_000_000_000 }

    /// How many intervals are plotted at most.
    static let intervalsMax = 300
}
