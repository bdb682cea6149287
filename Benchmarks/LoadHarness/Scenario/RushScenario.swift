// SPDX-License-Identifier: Apache-2.0

/// For some time more contacts come than else.
struct RushScenario: Codable, Hashable, Sendable {
    /// When it begins, nanoseconds from the end of the ramp.
    var after: Int64
    /// How long it lasts, nanoseconds.
    var lasts: Int64
    /// How many times the rate: 1–100.
    var times: Double
}
