// SPDX-License-Identifier: Apache-2.0

/// What a topic asks less of who serves its contacts, once they have been in its line for so long.
public struct RelaxStep: Hashable, Sendable, WireCodable {
    /// Milliseconds in the topic's line from which it holds.
    public let afterMs: Int64
    /// Whether agents of other sites are asked too, from now on. Where a step says so, before it none are.
    public var beyondSite = false
    /// A skill that need not be there any more.
    public var dropSkill: SkillID?
    /// Skills of which less will do: no more than these levels. Sorted.
    public var lowerSkills: [SkillLevel] = []
    /// The highest level in the topic that agents may have, 1–9; nil as before.
    public var levelMax: UInt8?
    /// A topic whose agents are asked too.
    public var addTopic: TopicID?
    /// By how much the priority rises, at most to 255; 0 for not at all.
    public var raisePriority: UInt8 = 0

    /// A step that asks as much as before.
    public init(afterMs: Int64) { self.afterMs = afterMs }

    /// Writes what it says, a bit each, then that.
    public func write(to writer: inout WireWriter) {
        writer.signed(afterMs)
        let present: [Bool] = [
            beyondSite, dropSkill != nil, !lowerSkills.isEmpty, levelMax != nil, addTopic != nil, raisePriority != 0,
        ]
        writer.byte(present.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
        if let dropSkill { writer.id(dropSkill) }
        if !lowerSkills.isEmpty { writer.values(lowerSkills) }
        if let levelMax { writer.byte(levelMax) }
        if let addTopic { writer.id(addTopic) }
        if raisePriority != 0 { writer.byte(raisePriority) }
    }

    /// Reads what was written.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(afterMs: try reader.duration())
        let present = try reader.byte()
        guard present < 64 else { throw .invalid("RelaxStep") }
        beyondSite = present & 1 != 0
        if present & 2 != 0 { dropSkill = try reader.id() }
        if present & 4 != 0 { lowerSkills = try reader.values() }
        if present & 8 != 0 { levelMax = try reader.byte() }
        if present & 16 != 0 { addTopic = try reader.id() }
        if present & 32 != 0 { raisePriority = try reader.byte() }
    }
}
