// SPDX-License-Identifier: Apache-2.0

/// A contact in the line of a topic.
public struct WaitingContact: Codable, Hashable, Sendable {
    /// The contact.
    public var id: String
    /// The claim number.
    public var claim: String
    /// Its site.
    public var site: String
    /// 0–255.
    public var priority: Int
    /// When it arrived, in milliseconds since 1970.
    public var arrivedAt: Int
    /// Its place in the line, from 1.
    public var position: Int

    /// Puts a document together.
    public init(id: String, claim: String, site: String, priority: Int, arrivedAt: Int, position: Int) {
        self.id = id
        self.claim = claim
        self.site = site
        self.priority = priority
        self.arrivedAt = arrivedAt
        self.position = position
    }
}
