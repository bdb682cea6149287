// SPDX-License-Identifier: Apache-2.0

/// Where a dialled number, or a choice of its menu, leads: to a topic's line, to a menu, or to something that is played
/// and no further.
public struct Route: Hashable, Sendable, WireCodable {
    /// One choice of a menu.
    public struct Choice: Hashable, Sendable {
        /// What the caller presses: an ASCII digit, `*` or `#`.
        public let digit: UInt8
        /// Where that leads.
        public let route: Route

        /// A choice.
        public init(digit: UInt8, route: Route) {
            self.digit = digit
            self.route = route
        }
    }

    /// The topic it leads to; with a topic there is no menu.
    public var topic: TopicID?
    /// Priority of who takes this way; nil for what the way before says, and in the end the topic's.
    public var priority: UInt8?
    /// What is played, by a name that whoever holds the call knows: before the line or the menu, or alone. Alone, it
    /// stands in the place of a topic in what is kept of the contact.
    public var play: TopicID?
    /// Choices, by digit; empty where there is no menu.
    public private(set) var menu: [Choice]

    /// A way; choices are sorted here.
    public init(topic: TopicID? = nil, priority: UInt8? = nil, play: TopicID? = nil, menu: [Choice] = []) {
        self.topic = topic
        self.priority = priority
        self.play = play
        self.menu = menu.sorted { $0.digit < $1.digit }
    }

    /// How far digits lead: the way they reach, with the priority that holds there, and how many of them are no choice
    /// any more. Complexity: O(digits × choices).
    public func following(_ digits: [UInt8]) -> (reached: Route, left: Int) {
        var reached = self
        for (index, digit) in digits.enumerated() {
            guard var next = reached.menu.first(where: { $0.digit == digit })?.route else {
                return (reached, digits.count - index)
            }
            next.priority = next.priority ?? reached.priority
            reached = next
        }
        return (reached, 0)
    }

    /// A digit as it is written.
    public static func text(of digit: UInt8) -> String { String(decoding: [digit], as: UTF8.self) }

    /// What a caller may press, in words: `1 for pec, 9 to hear faq`.
    public var choices: String {
        menu.map { choice in
            let digit = Self.text(of: choice.digit)
            if let topic = choice.route.topic { return "\(digit) for \(topic)" }
            guard choice.route.menu.isEmpty else { return "\(digit) for another menu" }
            return "\(digit) to hear \(choice.route.play?.text ?? "")"
        }.joined(separator: ", ")
    }

    /// Writes which parts there are, then those.
    public func write(to writer: inout WireWriter) {
        writer.byte(
            (topic == nil ? 0 : 1) | (priority == nil ? 0 : 2) | (play == nil ? 0 : 4) | (menu.isEmpty ? 0 : 8))
        if let topic { writer.id(topic) }
        if let priority { writer.byte(priority) }
        if let play { writer.id(play) }
        guard !menu.isEmpty else { return }
        writer.list(menu) { writer, choice in
            writer.byte(choice.digit)
            writer.value(choice.route)
        }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) { try self.init(&reader, menus: Limits.menuDepth) }

    private init(_ reader: inout WireReader, menus: Int) throws(WireError) {
        let present = try reader.byte()
        // A menu leads to no topic, and a way leads somewhere.
        guard present < 16, present & 9 != 9, present & 13 != 0, present & 8 == 0 || menus > 0 else {
            throw .invalid("Route")
        }
        self.init(
            topic: present & 1 == 0 ? nil : try reader.id(), priority: present & 2 == 0 ? nil : try reader.byte(),
            play: present & 4 == 0 ? nil : try reader.id())
        guard present & 8 != 0 else { return }
        menu = try reader.list { (reader) throws(WireError) in
            let digit = try reader.byte()
            guard DialledNumber.isDigit(digit) else { throw .invalid("digit") }
            return Choice(digit: digit, route: try Route(&reader, menus: menus - 1))
        }
        guard !menu.isEmpty, zip(menu, menu.dropFirst()).allSatisfy({ $0.digit < $1.digit }) else {
            throw .invalid("menu")
        }
    }
}
