// SPDX-License-Identifier: Apache-2.0

/// Why nobody could take a topic's contacts.
public enum VacancyWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// Nobody who serves the topic is logged in.
    case noAgents
    /// Whoever is logged in is on a break.
    case allOnBreak
    /// Whoever wants to work is unreachable or does not respond.
    case allUnreachable
}
