// SPDX-License-Identifier: Apache-2.0

/// The pool's configuration, whole, as the log has it.
public struct Configuration: Hashable, Sendable, WireCodable {
    /// Counts the changes; 0 is the empty configuration of a new pool.
    public var revision: UInt64 = 0
    /// Milliseconds of waiting that one level of priority is worth; nil when levels are strict.
    public var agingMs: Int64?
    /// Contacts that may wait in the pool at once; nil when only the topics' limits hold.
    public var waitingMax: UInt32?
    /// Topics, sorted by id.
    public private(set) var topics: [TopicSettings] = []
    /// Agents named in it, sorted by id.
    public private(set) var agents: [AgentSettings] = []
    /// When topics take contacts: those that have a calendar name it by its place here.
    public private(set) var calendars: [OpeningHours] = []
    /// Numbers that callers dial, in order.
    public private(set) var numbers: [NumberSettings] = []
    /// What contacts take of an agent's capacity.
    public private(set) var costs = ChannelCosts()
    /// What numbers begin with to which no callback is promised, in one spelling each, in order.
    public private(set) var blockedRanges: [DialledNumber] = []
    /// The document as the operator wrote it, in canonical JSON: what `config.get` answers.
    public var document: String = "{}"

    /// The empty configuration.
    public init() {}

    /// A configuration; topics, agents, numbers and ranges are sorted here.
    ///
    /// - Precondition: every calendar that a topic names is there.
    public init(
        revision: UInt64, agingMs: Int64?, waitingMax: UInt32?, topics: [TopicSettings], agents: [AgentSettings],
        calendars: [OpeningHours] = [], numbers: [NumberSettings] = [], costs: ChannelCosts = ChannelCosts(),
        blockedRanges: [DialledNumber] = [], document: String
    ) {
        self.revision = revision
        self.agingMs = agingMs
        self.waitingMax = waitingMax
        self.topics = topics.sorted { $0.topic < $1.topic }
        self.agents = agents.sorted { $0.agent < $1.agent }
        self.calendars = calendars
        self.numbers = numbers.sorted { $0.number < $1.number }
        self.costs = costs
        self.blockedRanges = Set(blockedRanges).sorted()
        self.document = document
        precondition(hasItsCalendars, "a topic names a calendar that is not there")
    }

    private var hasItsCalendars: Bool {
        topics.allSatisfy { topic in
            ([topic.rules.calendar] + topic.rules.channelCalendars.map(\.calendar)).allSatisfy { calendar in
                calendar.map { $0 < calendars.count } ?? true
            }
        }
    }

    /// A topic's settings. Complexity: O(log topics).
    public func topic(_ id: TopicID) -> TopicSettings? { topics.first(ordered: id) { $0.topic } }

    /// When a topic takes contacts of a channel; nil for always. Complexity: O(log topics).
    public func hours(of id: TopicID, _ channel: Channel) -> OpeningHours? {
        topic(id)?.rules.calendar(of: channel).map { calendars[Int($0)] }
    }

    /// Where a dialled number leads; nil for one that is not in the configuration. Complexity: O(log numbers).
    public func route(of number: DialledNumber) -> Route? { numbers.first(ordered: number) { $0.number }?.route }

    /// Whether no callback is promised to a number, in its one spelling. Complexity: O(ranges).
    public func isBlocked(_ number: String) -> Bool { blockedRanges.contains { number.hasPrefix($0.text) } }

    /// A named agent's settings. Complexity: O(log agents).
    public func agent(_ id: AgentID) -> AgentSettings? { agents.first(ordered: id) { $0.agent } }

    /// Writes the fields in order.
    public func write(to writer: inout WireWriter) {
        writer.number(revision)
        let more = topics.indices.filter { topics[$0].hasMore }
        let ruled = topics.indices.filter { topics[$0].rules != .none }
        // Which of these there are. Configurations without one have the bytes that they had before it came.
        let present: [Bool] = [
            agingMs != nil, waitingMax != nil, !more.isEmpty, !ruled.isEmpty, !calendars.isEmpty, !numbers.isEmpty,
            costs != ChannelCosts(), !blockedRanges.isEmpty,
        ]
        writer.number(present.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
        if let agingMs { writer.signed(agingMs) }
        if let waitingMax { writer.number(UInt64(waitingMax)) }
        writer.values(topics)
        writer.values(agents)
        writer.text(document)
        if !more.isEmpty {
            writer.list(more) { writer, index in
                writer.number(UInt64(index))
                writer.byte(topics[index].strategy.rawValue)
                writer.optional(topics[index].maxWaitMs) { $0.signed($1) }
            }
        }
        if !ruled.isEmpty {
            writer.list(ruled) { writer, index in
                writer.number(UInt64(index))
                writer.value(topics[index].rules)
            }
        }
        if !calendars.isEmpty { writer.values(calendars) }
        if !numbers.isEmpty { writer.values(numbers) }
        if costs != ChannelCosts() { writer.value(costs) }
        if !blockedRanges.isEmpty { writer.list(blockedRanges) { $0.id($1) } }
    }

    /// Reads the fields in order.
    public init(from reader: inout WireReader) throws(WireError) {
        let revision = try reader.number()
        let present = try reader.number()
        guard present < 256 else { throw .invalid("configuration") }
        self.init(
            revision: revision, agingMs: present & 1 == 0 ? nil : try reader.duration(),
            waitingMax: present & 2 == 0 ? nil : try reader.number32(), topics: try reader.values(),
            agents: try reader.values(), document: try reader.text())
        for (index, strategy, maxWaitMs) in present & 4 == 0 ? [] : try reader.list(Self.readMore) {
            guard index < UInt64(topics.count) else { throw .invalid("topic") }
            topics[Int(index)].strategy = strategy
            topics[Int(index)].maxWaitMs = maxWaitMs
        }
        for (index, rules) in present & 8 == 0 ? [] : try reader.list(Self.readRules) {
            guard index < UInt64(topics.count) else { throw .invalid("topic") }
            topics[Int(index)].rules = rules
        }
        if present & 16 != 0 { calendars = try reader.values() }
        guard hasItsCalendars else { throw .invalid("calendar") }
        if present & 32 != 0 { numbers = try reader.values() }
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0.number < $1.number }) else { throw .invalid("numbers") }
        if present & 64 != 0 { costs = try reader.value() }
        if present & 128 != 0 { blockedRanges = try reader.list { (reader) throws(WireError) in try reader.id() } }
    }

    private static func readRules(
        _ reader: inout WireReader
    ) throws(WireError) -> (index: UInt64, rules: TopicRules) {
        (try reader.number(), try reader.value())
    }

    private static func readMore(
        _ reader: inout WireReader
    ) throws(WireError) -> (index: UInt64, strategy: Strategy, maxWaitMs: Int64?) {
        (
            try reader.number(), try reader.oneOf(),
            try reader.optional { (reader) throws(WireError) in try reader.duration() }
        )
    }
}

extension Array {
    /// The element with this key in an array sorted by it. Complexity: O(log count).
    fileprivate func first<Key: Comparable>(ordered key: Key, by keyOf: (Element) -> Key) -> Element? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if keyOf(self[middle]) < key { low = middle + 1 } else { high = middle }
        }
        return low < count && keyOf(self[low]) == key ? self[low] : nil
    }
}
