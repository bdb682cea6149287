// SPDX-License-Identifier: Apache-2.0

/// Which of several free agents is asked first.
public enum StrategyWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// Who has had no work for longest.
    case longestIdle
    /// Whose last offer is longest ago.
    case roundRobin
    /// Who has answered fewest contacts lately.
    case fewestContacts
    /// Who has talked least lately.
    case leastTalk
    /// Who has worked least lately, wrap-up included.
    case leastOccupied
    /// Always in the same order.
    case topDown
    /// Anybody.
    case random
    /// All of a level at once.
    case ringAll
    /// One, then one more each time a while has passed.
    case ringProgressively
}
