// SPDX-License-Identifier: Apache-2.0

/// What a topic may say of its line beyond ``TopicSettings``; most topics say nothing: ``none``.
public struct TopicRules: Hashable, Sendable, WireCodable {
    /// Where its contacts go that have waited too long.
    public var overflow: Overflow?
    /// The topic to which its contacts escalate.
    public var escalateTo: TopicID?
    /// What it does while nobody could take its contacts.
    public var vacancy: VacancyRule?

    /// Says nothing.
    public static let none = TopicRules()

    /// Says nothing.
    public init() {}

    /// Writes which rules there are, a bit each, then those. A rule that is added takes the next bit and comes last.
    public func write(to writer: inout WireWriter) {
        let present: [Bool] = [overflow != nil, escalateTo != nil, vacancy != nil]
        writer.number(present.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
        if let overflow { writer.value(overflow) }
        if let escalateTo { writer.id(escalateTo) }
        if let vacancy { writer.value(vacancy) }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        let present = try reader.number()
        guard present < 8 else { throw .invalid("TopicRules") }
        if present & 1 != 0 { overflow = try reader.value() }
        if present & 2 != 0 { escalateTo = try reader.id() }
        if present & 4 != 0 { vacancy = try reader.value() }
    }
}
