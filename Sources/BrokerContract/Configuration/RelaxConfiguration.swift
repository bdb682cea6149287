// SPDX-License-Identifier: Apache-2.0

/// What a topic asks less of who serves its contacts once they have been in its line for so long.
public struct RelaxConfiguration: Codable, Hashable, Sendable {
    /// How long they have been in the topic's line, 1 ms or more; rising from step to step.
    public var after: ConfiguredDuration
    /// True where agents of other sites are asked from now on, and before it only those of the contact's own.
    public var beyondSite: Bool?
    /// A skill that is required no more.
    public var dropSkill: String?
    /// Skills of which no more than these levels, 1–9, are required any more.
    public var lowerSkill: [String: Int]?
    /// The highest level in the topic that agents may have from now on, 1–9: above that before.
    public var maxLevel: Int?
    /// A topic of the same configuration whose agents are asked too.
    public var addTopic: String?
    /// By how much the priority rises, 1–255.
    public var raisePriority: Int?

    /// A step that asks as much as before.
    public init(after: ConfiguredDuration) { self.after = after }

    /// Each thing it says, as text.
    var settings: [(name: String, value: String)] {
        var settings = [("after", after.description)]
        if beyondSite == true { settings.append(("beyondSite", "true")) }
        if let dropSkill { settings.append(("dropSkill", dropSkill)) }
        if let lowerSkill {
            let levels = lowerSkill.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            settings.append(("lowerSkill", "{\(levels.joined(separator: ", "))}"))
        }
        if let maxLevel { settings.append(("maxLevel", String(maxLevel))) }
        if let addTopic { settings.append(("addTopic", addTopic)) }
        if let raisePriority { settings.append(("raisePriority", String(raisePriority))) }
        return settings
    }
}
