// SPDX-License-Identifier: Apache-2.0

/// What a contact is about (`pec`); has one waiting line over all sites.
public struct TopicID: Identifier {
    /// The text, already checked against the grammar.
    public let text: String

    /// Wraps a text that is known to be well formed (from the log, or checked at the door).
    public init(trusted text: String) { self.text = text }
}
