// SPDX-License-Identifier: Apache-2.0

/// Which place a contact has after `contact.requeue`.
public enum PlaceAfterRequeue: String, Codable, CaseIterable, Hashable, Sendable {
    /// The one it had.
    case keep
    /// The last of its priority.
    case restart
}
