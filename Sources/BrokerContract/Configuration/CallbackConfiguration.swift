// SPDX-License-Identifier: Apache-2.0

/// How often a topic's customers are called who are not reached.
public struct CallbackConfiguration: Codable, Hashable, Sendable {
    /// Attempts in all: 1–10.
    public var attempts: Int
    /// How long after an attempt the next comes, 1 s to 24 h.
    public var retryAfter: ConfiguredDuration

    /// How many callbacks to one number may be open: 1–10; nil for any number of them.
    public var perNumber: Int?

    /// Who is on the phone first; nil for the agent.
    public var first: FirstCalled?
    /// How long a customer who is called first may let the phone ring, 10 s to 10 min; nil where agents call.
    public var ringFor: ConfiguredDuration?

    /// How long that is unless something else is said.
    public static let ringFor = ConfiguredDuration(seconds: 45)

    /// Puts a document together.
    public init(
        attempts: Int = 3, retryAfter: ConfiguredDuration = ConfiguredDuration(seconds: 900), perNumber: Int? = nil,
        first: FirstCalled? = nil, ringFor: ConfiguredDuration? = nil
    ) {
        self.first = first
        self.ringFor = ringFor
        self.attempts = attempts
        self.retryAfter = retryAfter
        self.perNumber = perNumber
    }
}
