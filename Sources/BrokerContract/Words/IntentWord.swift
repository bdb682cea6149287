// SPDX-License-Identifier: Apache-2.0

/// What an agent wants.
public enum IntentWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// To be offered contacts.
    case available
    /// A pause.
    case onBreak = "break"
    /// To be gone.
    case offline
}
