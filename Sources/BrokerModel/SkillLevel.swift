// SPDX-License-Identifier: Apache-2.0

/// A skill with a level: what an agent has, or the least a contact requires.
public struct SkillLevel: Hashable, Comparable, Sendable {
    /// The skill.
    public let skill: SkillID
    /// 1–9.
    public let level: UInt8

    /// A skill at a level.
    public init(skill: SkillID, level: UInt8) {
        self.skill = skill
        self.level = level
    }

    /// Orders by skill, then level.
    public static func < (left: Self, right: Self) -> Bool {
        left.skill == right.skill ? left.level < right.level : left.skill < right.skill
    }
}
