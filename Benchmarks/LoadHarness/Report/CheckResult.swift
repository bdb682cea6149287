// SPDX-License-Identifier: Apache-2.0

/// What a check came to.
struct CheckResult: Codable, Hashable, Sendable {
    /// How much it looked at.
    let looked: Int
    /// How much it found.
    let found: Int
    /// The first findings, in words.
    let told: [String]
}
