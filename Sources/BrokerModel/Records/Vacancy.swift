// SPDX-License-Identifier: Apache-2.0

/// Why nobody could take a topic's contacts: no agent of it, at any site, is at work.
public enum Vacancy: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// Nobody who serves the topic is logged in.
    case noAgents = 1
    /// Whoever is logged in is on a break.
    case allOnBreak = 2
    /// Whoever wants to work is unreachable or does not respond.
    case allUnreachable = 4

    /// The word of the contract.
    public var word: String {
        switch self {
        case .noAgents: "noAgents"
        case .allOnBreak: "allOnBreak"
        case .allUnreachable: "allUnreachable"
        }
    }
}
