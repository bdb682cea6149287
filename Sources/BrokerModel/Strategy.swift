// SPDX-License-Identifier: Apache-2.0

/// Which of several free agents a contact is offered to. Every strategy looks at the agents' level in the topic first,
/// 1 before 9; within a level:
public enum Strategy: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// Who has had no work for longest.
    case longestIdle = 0
    /// Whose last offer, of whatever topic, is longest ago; who has had none comes first.
    case roundRobin = 1
    /// Who has answered fewest contacts lately: one of an hour ago counts half.
    case fewestContacts = 2
    /// Who has talked least lately: a conversation that ended an hour ago counts half.
    case leastTalk = 3
    /// Who has worked least lately, wrap-up included: work that ended an hour ago counts half.
    case leastOccupied = 4
    /// Always in the order in which the pool came to know them.
    case topDown = 5
    /// Anybody: drawn for each offer, from what the log says, the same on every node.
    case random = 6
    /// All of a level at once, and who becomes free while it rings; whoever accepts first has it.
    case ringAll = 7
    /// Who has had no work for longest, then one more each time a while has passed, over all levels; the same.
    case ringProgressively = 8

    /// Whether a contact may ring several agents at once.
    public var ringsSeveral: Bool { self == .ringAll || self == .ringProgressively }

    /// The word of the contract.
    public var word: String {
        // Written out: asking the runtime for a case's name costs a microsecond, in every document.
        switch self {
        case .longestIdle: "longestIdle"
        case .roundRobin: "roundRobin"
        case .fewestContacts: "fewestContacts"
        case .leastTalk: "leastTalk"
        case .leastOccupied: "leastOccupied"
        case .topDown: "topDown"
        case .random: "random"
        case .ringAll: "ringAll"
        case .ringProgressively: "ringProgressively"
        }
    }

    /// Reads the word of the contract.
    public init?(word: String) {
        guard let strategy = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = strategy
    }
}
