// SPDX-License-Identifier: Apache-2.0

/// How often a priority comes.
struct WeightedPriority: Codable, Hashable, Sendable {
    /// 0–255.
    var priority: Int
    /// Above zero, beside the others'.
    var weight: Double
}
