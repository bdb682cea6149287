// SPDX-License-Identifier: Apache-2.0

/// Where a contact is in its life.
public enum ContactStateWord: String, Codable, CaseIterable, Hashable, Sendable {
    /// Not due yet.
    case scheduled
    /// In the line.
    case waiting
    /// An agent is being asked; it keeps its place.
    case offered
    /// An agent serves it.
    case connected
    /// Over.
    case ended
}
