// SPDX-License-Identifier: Apache-2.0

/// Draws the life of each contact of a scenario.
struct LifePlan {
    private let scenario: Scenario
    private let sites: Int
    private let shares: [Double]
    /// Index of the first name of each group of topics.
    private let firstName: [Int]

    /// - Parameter sites: How many sites there are: a contact comes at each alike.
    init(_ scenario: Scenario, sites: Int) {
        self.scenario = scenario
        self.sites = sites
        shares = scenario.topics.map(\.share)
        var names = 0
        firstName = scenario.topics.map { topic in
            defer { names += topic.count }
            return names
        }
    }

    /// The life of a contact.
    ///
    /// - Complexity: O(groups of topics).
    func life(_ index: Int) -> PlannedLife {
        var draw = Draw(seed: scenario.seed, stream: UInt64(index) &+ 1)
        let group = draw.index(shares)
        let topic = scenario.topics[group]
        let one = Int.random(in: 0..<topic.count, using: &draw)
        let callers = scenario.callers
        let dropAfter = callers.dropAfter.draw(&draw)
        let drops = draw.happens(callers.drops)
        var redials: [Int64] = []
        while redials.count < CallerScenario.redialsMax, draw.happens(callers.redials) {
            redials.append(callers.redialAfter.draw(&draw) ?? 0)
        }
        return PlannedLife(
            topic: firstName[group] + one, site: Int.random(in: 0..<sites, using: &draw),
            priority: topic.priorities[draw.index(topic.priorities.map(\.weight))].priority,
            channel: topic.channels[draw.index(topic.channels.map(\.weight))].channel,
            patience: topic.patience.draw(&draw), dropAfter: drops ? dropAfter : nil,
            talk: topic.talk.draw(&draw) ?? 0, wrapUp: topic.wrapUp.draw(&draw) ?? 0, redials: redials)
    }
}
