// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// A group of agents who are alike.
struct AgentScenario: Codable, Hashable, Sendable {
    /// Its name, for errors.
    var name: String
    /// How many there are over all sites: 1–50,000.
    var count = 1
    /// Level (1–9) by the name of a topic or of several that are alike.
    var topics: [String: Int]
    /// Of topics that are alike each agent serves so many, 1–256: different ones, in turn.
    var spread = 256
    /// Channels they take.
    var channels: [ChannelWord]
    /// How long an agent takes to accept.
    var acceptDelay = DrawnDuration.zero
    /// The share of offers that they reject, 0–1.
    var rejects = 0.0
    /// The share of offers that they leave unanswered, 0–1.
    var noAnswers = 0.0
    /// How long after an unanswered offer an agent is back.
    var returnsAfter = DrawnDuration.always(nanoseconds: 1_000_000_000)
}
