// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import LoadHarness

@Suite("Schedule")
struct ScheduleTests {
    @Test("The same seed gives the same contacts, another one others")
    func repeats() {
        var other = Samples.scenario
        other.pace.isEven = false
        let first = Array(Schedule(other, sites: 3))
        #expect(first == Array(Schedule(other, sites: 3)))
        other.seed = 2
        #expect(first != Array(Schedule(other, sites: 3)))
    }

    @Test("Even spacing is even, and ends with the load")
    func even() {
        let dues = Schedule(Samples.scenario, sites: 2).map(\.due)
        #expect(dues == (1...10).map { Int64($0) * 100_000_000 })
    }

    @Test("The life of a contact hangs on its number alone")
    func lives() {
        var scenario = Samples.scenario
        let before = Array(Schedule(scenario, sites: 3)).map(\.life)
        scenario.pace.rate = 5
        let after = Array(Schedule(scenario, sites: 3))
        #expect(after.map(\.life) == Array(before.prefix(after.count)) && after.count == 5)
        #expect(LifePlan(scenario, sites: 3).life(3) == after[3].life)
    }

    @Test("In a ramp half as many come, in a rush many times more")
    func profile() throws {
        var pace = Samples.scenario.pace
        pace.rate = 100
        pace.ramp = 10_000_000_000
        pace.measure = 10_000_000_000
        pace.rush = RushScenario(after: 2_000_000_000, lasts: 1_000_000_000, times: 5)
        let profile = RateProfile(pace)
        #expect(abs(profile.expected - (500 + 900 + 500)) < 1e-6)
        // A quarter of the ramp's contacts come in its first half.
        #expect(try #require(profile.time(expecting: 125)) == 5_000_000_000)
        #expect(try #require(profile.time(expecting: 700 + 250)) == 12_500_000_000)
        #expect(profile.time(expecting: 1_901) == nil)
        let dues = Array(Schedule(with(pace), sites: 1)).map(\.due)
        #expect(dues.count == 1_900 && dues == dues.sorted())
        #expect(dues.count { (12_000_000_000..<13_000_000_000).contains($0) } == 500)
    }

    @Test("Poisson arrivals: as many as the rate says, and no pattern in between")
    func poisson() {
        var scenario = Samples.scenario
        scenario.pace.isEven = false
        scenario.pace.rate = 1_000
        scenario.pace.measure = 20_000_000_000
        let dues = Schedule(scenario, sites: 1).map(\.due)
        #expect(abs(dues.count - 20_000) < 600)
        let gaps = zip(dues, dues.dropFirst()).map { Double($1 - $0) / 1e6 }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        // Of an exponential distribution the deviation is the mean.
        #expect(abs(variance.squareRoot() / mean - 1) < 0.05)
    }

    @Test("Shares, priorities, drops and redials come as often as the scenario says")
    func shares() {
        var scenario = Samples.scenario
        scenario.topics.append(TopicScenario(name: "t", count: 4, share: 3))
        scenario.topics[0].priorities = [
            WeightedPriority(priority: 1, weight: 1), WeightedPriority(priority: 9, weight: 1),
        ]
        scenario.callers.drops = 0.2
        scenario.callers.redials = 0.5
        let plan = LifePlan(scenario, sites: 3)
        let lives = (0..<12_000).map { plan.life($0) }
        func share(_ matches: (PlannedLife) -> Bool) -> Double { Double(lives.count(where: matches)) / 12_000 }
        #expect(abs(share { $0.topic == 0 } - 0.25) < 0.02)
        for topic in 1...4 { #expect(abs(share { $0.topic == topic } - 0.1875) < 0.02) }
        #expect(abs(share { $0.priority == 9 } - 0.125) < 0.02)
        for site in 0..<3 { #expect(abs(share { $0.site == site } - 1.0 / 3) < 0.02) }
        #expect(abs(share { $0.dropAfter != nil } - 0.2) < 0.02)
        #expect(abs(share { $0.redials.isEmpty } - 0.5) < 0.02)
        #expect(lives.allSatisfy { $0.redials.count <= CallerScenario.redialsMax })
    }

    @Test("Drawn durations keep their ends and their mean")
    func durations() throws {
        var draw = Draw(seed: 3)
        let uniform = try #require(DrawnDuration("uniform 1s 3s"))
        let values = (0..<1_000).compactMap { _ in uniform.draw(&draw) }
        #expect(values.allSatisfy { (1_000_000_000...3_000_000_000).contains($0) })
        let exponential = try #require(DrawnDuration("exponential 2s"))
        let sum = (0..<20_000).compactMap { _ in exponential.draw(&draw) }.reduce(0, +)
        #expect(abs(Double(sum) / 20_000 / 2e9 - 1) < 0.03)
        #expect(DrawnDuration("never")?.draw(&draw) == nil && DrawnDuration("5s")?.draw(&draw) == 5_000_000_000)
        for text in ["", "uniform 3s 1s", "exponential", "soon", "never 1s", "5s 6s"] {
            #expect(DrawnDuration(text) == nil, "\(text)")
        }
    }

    private func with(_ pace: PaceScenario) -> Scenario {
        var scenario = Samples.scenario
        scenario.pace = pace
        return scenario
    }
}
