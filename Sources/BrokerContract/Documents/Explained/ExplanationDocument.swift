// SPDX-License-Identifier: Apache-2.0

/// What the log says of the offers of a contact, or of all contacts of a claim: `centralino explain --json`.
public struct ExplanationDocument: Codable, Hashable, Sendable {
    /// The contacts, in the order in which they are first spoken of.
    public var contacts: [ExplainedContactDocument]
    /// Pool time from which on the log can be read, in milliseconds since 1970: what was before is trimmed. 0 for the
    /// log's beginning.
    public var readFromAt: Int
    /// Pool time up to which it was read.
    public var readUpToAt: Int
    /// Whether there are more events than are told.
    public var isCut: Bool

    /// Puts a document together.
    public init(contacts: [ExplainedContactDocument], readFromAt: Int, readUpToAt: Int, isCut: Bool) {
        self.contacts = contacts
        self.readFromAt = readFromAt
        self.readUpToAt = readUpToAt
        self.isCut = isCut
    }
}
