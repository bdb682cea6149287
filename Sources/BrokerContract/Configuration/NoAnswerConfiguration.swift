// SPDX-License-Identifier: Apache-2.0

/// What happens to an agent who lets offers expire.
public struct NoAnswerConfiguration: Codable, Hashable, Sendable {
    /// How many in a row make them `notResponding`: 1–10.
    public var max: Int
    /// When they are back by themselves, 1 s or more.
    public var returnAfter: ConfiguredDuration

    /// Puts a document together.
    public init(max: Int = 1, returnAfter: ConfiguredDuration = ConfiguredDuration(seconds: 300)) {
        self.max = max
        self.returnAfter = returnAfter
    }
}
