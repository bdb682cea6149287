// SPDX-License-Identifier: Apache-2.0

/// A page of a site's contacts.
public struct ContactListDocument: Codable, Hashable, Sendable {
    /// The page.
    public var contacts: [ContactDocument]
    /// What to ask `after` for more; absent at the end.
    public var next: String?

    /// Puts a document together.
    public init(contacts: [ContactDocument], next: String? = nil) {
        self.contacts = contacts
        self.next = next
    }
}
