// SPDX-License-Identifier: Apache-2.0

/// How often a topic's customers are called who are not reached.
public struct CallbackConfiguration: Codable, Hashable, Sendable {
    /// Attempts in all: 1–10.
    public var attempts: Int
    /// How long after an attempt the next comes, 1 s to 24 h.
    public var retryAfter: ConfiguredDuration

    /// Puts a document together.
    public init(attempts: Int = 3, retryAfter: ConfiguredDuration = ConfiguredDuration(seconds: 900)) {
        self.attempts = attempts
        self.retryAfter = retryAfter
    }
}
