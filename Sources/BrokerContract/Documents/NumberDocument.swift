// SPDX-License-Identifier: Apache-2.0

/// Where a dialled number leads after what the caller has pressed: the reply to `number.get`.
public struct NumberDocument: Codable, Hashable, Sendable {
    /// The number.
    public var number: String
    /// What the caller has pressed; absent for nothing.
    public var digits: String?
    /// The topic whose line comes next.
    public var topic: String?
    /// The priority a contact has there, unless `contact.enqueue` says another.
    public var priority: Int?
    /// What is to be played: before the line or the menu, or alone.
    public var play: String?
    /// What the caller may press next, and where that leads.
    public var menu: [String: NumberConfiguration]?

    /// Puts a document together.
    public init(
        number: String, digits: String? = nil, topic: String? = nil, priority: Int? = nil, play: String? = nil,
        menu: [String: NumberConfiguration]? = nil
    ) {
        self.number = number
        self.digits = digits
        self.topic = topic
        self.priority = priority
        self.play = play
        self.menu = menu
    }
}
