// SPDX-License-Identifier: Apache-2.0

/// What an agent does.
public enum ActivityWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// Free.
    case idle
    /// Being asked.
    case offered
    /// In a conversation.
    case busy
    /// Finishing after one.
    case wrapping
    /// Did not answer an offer.
    case notResponding
    /// Its heartbeats stopped.
    case unreachable
}
