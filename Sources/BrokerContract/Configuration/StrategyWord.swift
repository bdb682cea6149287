// SPDX-License-Identifier: Apache-2.0

/// Which of several free agents is asked first.
public enum StrategyWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// The one who has been free for longest.
    case longestIdle

    /// The words the contract has for what this version does not do yet.
    static let later = [
        "roundRobin", "fewestContacts", "leastTalk", "leastOccupied", "topDown", "random", "ringAll",
        "ringProgressively",
    ]
}
