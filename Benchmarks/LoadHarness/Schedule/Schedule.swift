// SPDX-License-Identifier: Apache-2.0

/// When each contact comes, one after the other: all of it is settled by the seed before the load begins, whatever the
/// broker then does (an open loop).
struct Schedule: Sequence, IteratorProtocol {
    private let profile: RateProfile
    private let isEven: Bool
    private let plan: LifePlan
    private var draw: Draw
    private var expected = 0.0
    private var index = 0

    init(_ scenario: Scenario, sites: Int) {
        profile = RateProfile(scenario.pace)
        isEven = scenario.pace.isEven
        plan = LifePlan(scenario, sites: sites)
        draw = Draw(seed: scenario.seed)
    }

    /// The next contact, not before the one before; nil when no more come.
    ///
    /// - Complexity: O(groups of topics).
    mutating func next() -> PlannedContact? {
        expected += isEven ? 1 : draw.exponential()
        guard index < ScenarioReader.contactsMax, let due = profile.time(expecting: expected) else { return nil }
        defer { index += 1 }
        return PlannedContact(index: index, due: due, life: plan.life(index))
    }
}
