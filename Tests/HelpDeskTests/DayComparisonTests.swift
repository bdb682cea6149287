// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HelpDesk

@Suite struct DayComparisonTests {
    /// A hundred callers, all of whom wait for ten minutes at most; agents for all.
    private static let plan = DayPlan(
        lever: .shared, lines: Lever.shared.lines(of: Cell.six),
        callers: (0..<100).map { Caller(arrivalMs: $0 * 60_000, talkMs: 1_000, patienceMs: 600_000) },
        shifts: [Shift(topics: [0, 1, 2, 3])], openMs: 0)
    private static let atOnce = Array(repeating: Fate(waitMs: 0, shift: 0), count: 100)

    /// The hundred answered after a second, but for those planted.
    private static func cluster(_ planted: [Int: Fate] = [:]) -> [Fate] {
        (0..<100).map { planted[$0] ?? Fate(waitMs: 1_000, shift: 0) }
    }

    @Test func differencesOfWaitsAreTold() {
        let late = Fate(waitMs: 250_000, shift: 0)
        let comparison = DayComparison(Self.plan, engine: Self.atOnce, cluster: Self.cluster([7: late, 8: late]))
        #expect(comparison.answered == 100 && comparison.left == 0 && comparison.turned.isEmpty)
        let difference = comparison.difference
        #expect([difference.p50, difference.p99, difference.max] == [1, 250, 250] && difference == comparison.atOnce)
        #expect(comparison.engine.distance(to: comparison.cluster) == 0)
    }

    @Test func whoFaresOtherwiseIsTold() throws {
        let leaving = Fate(waitMs: 600_010, shift: nil)
        var engine = Self.atOnce
        engine[3] = Fate(waitMs: 600_000, shift: nil)
        engine[4] = Fate(waitMs: 600_000, shift: nil)
        let planted = [4: Fate(waitMs: 570_000, shift: 0), 5: leaving, 3: leaving]
        let comparison = DayComparison(Self.plan, engine: engine, cluster: Self.cluster(planted))
        #expect(comparison.answered == 97 && comparison.left == 1)
        #expect(comparison.turned.map(\.caller) == [4, 5])
        #expect(comparison.turned.map(\.isAnsweredByCluster) == [true, false])
        #expect(comparison.turned.map(\.isNarrow) == [true, false])
        #expect(comparison.turned[0].answeredAfter == 9.5 && comparison.turned[0].arrivedAt == 4)
        // Nobody was free for the fourth.
        #expect(comparison.atOnce.count == 97 && comparison.difference.count == 97)
        #expect(comparison.engine.unansweredPct == 2 && comparison.cluster.unansweredPct == 2)
        #expect(comparison.cluster.within5Pct == 97 && comparison.engine.within5Pct == 98)
        #expect(comparison.engine.distance(to: comparison.cluster) == 1)
    }

    @Test func whoCameWithAnotherIsCounted() {
        let callers = [0, 900, 2_000, 2_100].map { Caller(arrivalMs: $0, talkMs: 1, patienceMs: 60_000) }
        var other = callers[3]
        other.topic = 1
        let plan = DayPlan(
            lever: .shared, lines: Self.plan.lines, callers: callers + [other], shifts: [Shift()], openMs: 0)
        let engine = Array(repeating: Fate(waitMs: 0, shift: 0), count: 5)
        let cluster = Array(repeating: Fate(waitMs: 1_000, shift: 0), count: 5)
        #expect(DayComparison(plan, engine: engine, cluster: cluster).together == 2)
    }

    // MARK: - The judgement

    private static func result(
        lost: Int, plant: (inout DayPlay) -> Void = { _ in }
    ) -> DayResult {
        var play = DayPlay(plan, speed: 100)
        for index in plan.callers.indices {
            play.callers[index].isAcknowledged = true
            play.callers[index].hasEnded = true
            play.callers[index].fate = Fate(waitMs: index < lost ? 600_000 : 1_000, shift: index < lost ? nil : 0)
        }
        plant(&play)
        return DayResult(play, delayedDays: 2)
    }

    @Test func twoPointsAreTolerated() {
        #expect(Self.result(lost: 0).isKept && Self.result(lost: 2).isKept)
        #expect(!Self.result(lost: 3).isKept && Self.result(lost: 3).distance == 3)
    }

    @Test func aViolationIsNot() {
        for check in DayCheck.allCases {
            let result = Self.result(lost: 0) { $0.findings.add(check, "planted") }
            #expect(!result.isKept && result.findings[check] == 1)
            let lines = DayReport(result).lines
            #expect(lines.contains { $0.contains("VIOLATED: \(check.title): 1") } && lines.contains("    planted"))
        }
    }

    @Test func findingsAreAllCountedAndTheFirstTold() {
        var findings = DayFindings()
        for index in 0..<9 { findings.add(.lost, "\(index)") }
        #expect(findings[.lost] == 9 && findings.told(.lost) == ["0", "1", "2", "3", "4"] && findings[.order] == 0)
    }

    @Test func theReportTellsPeopleAndProgramsTheSame() throws {
        let result = Self.result(lost: 3)
        let lines = DayReport(result).lines
        #expect(lines.allSatisfy { $0.count <= 140 }, "\(lines)")
        #expect(lines.contains { $0.contains("largest difference 3.00 points") })
        #expect(lines.contains { $0.contains("caller 2 of 9:02: the engine answered after 0.00 min") })
        #expect(lines.contains { $0.contains("nobody lost") })
        let figures = DayFigures(
            world: "one-pool", date: "2014-07-14", seed: 1, hours: 9, speed: 100, calls: 100, pointsMax: 2,
            arrangements: [DayFigures.Arrangement(result)])
        let read = try JSONDecoder().decode(DayFigures.self, from: figures.encoded())
        let arrangement = try #require(read.arrangements.first)
        #expect(arrangement.arrangement == "shared" && !arrangement.isKept && arrangement.turned.count == 3)
        #expect(arrangement.cluster.unansweredPct == 3 && arrangement.distancePoints == 3)
        // A second of the desk's day is ten milliseconds.
        #expect(arrangement.atOnceMs.p50 == 10 && arrangement.differenceSeconds.p50 == 1)
        #expect(arrangement.found[.lost] == 0 && arrangement.orderCompared == 0)
    }
}
