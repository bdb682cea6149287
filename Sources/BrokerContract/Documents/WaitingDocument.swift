// SPDX-License-Identifier: Apache-2.0

/// A page of a topic's line over all sites, in its order.
public struct WaitingDocument: Codable, Hashable, Sendable {
    /// The topic.
    public var topic: String
    /// The log sequence it follows from.
    public var seq: Int
    /// How many wait, over all pages.
    public var total: Int
    /// The page.
    public var contacts: [WaitingContact]
    /// What to ask `after` for more; absent at the end.
    public var next: String?

    /// Puts a document together.
    public init(topic: String, seq: Int, total: Int, contacts: [WaitingContact], next: String? = nil) {
        self.topic = topic
        self.seq = seq
        self.total = total
        self.contacts = contacts
        self.next = next
    }
}
