// SPDX-License-Identifier: Apache-2.0

/// Which place a contact has after `contact.callback`.
public enum PlaceOfCallback: String, Codable, CaseIterable, Hashable, Sendable {
    /// The one it had.
    case keep
    /// The one of its hour: as if it arrived then.
    case atTime
}
