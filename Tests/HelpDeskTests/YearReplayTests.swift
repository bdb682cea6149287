// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HelpDesk

@Suite struct YearReplayTests {
    /// Two days of July, one of the fullest months.
    private static let onePool = days(.onePool)
    private static let sixQueues = days(.sixQueues)
    private static let twelveQueues = days(.twelveQueues)

    private static func days(_ world: DeskWorld) -> DeskYear {
        DeskYear(days: Array(DeskYear(world, seed: 3).days.filter { $0.date.month == 7 }.prefix(2)))
    }

    private static func replay(_ days: DeskYear, of world: DeskWorld, _ levers: [Lever]) -> [YearReplay] {
        levers.map { YearReplay(days, of: world, under: $0) }
    }

    @Test func whereThereWasOneLineOneLineATopicChangesNothing() {
        let replays = Self.replay(Self.onePool, of: .onePool, [.baseline, .shared, .sharedBlockingFirst])
        #expect(replays[0].tally == replays[1].tally)
        #expect(replays[0].tally != replays[2].tally)
        #expect(replays[0].tally.all.answeredWithin5 < replays[0].tally.all.answered, "nobody waited")
    }

    @Test func oneLineOverSitesAnswersMoreThanTwelve() {
        let replays = Self.replay(
            Self.twelveQueues, of: .twelveQueues, [.baseline, .ownTopics, .sharedSlower, .shared])
        let unanswered = replays.map(\.tally.all.unanswered)
        #expect(unanswered[0] > unanswered[1] && unanswered[1] > unanswered[2], "\(unanswered)")
        #expect(unanswered[2] >= unanswered[3] && replays[2].tally != replays[3].tally, "\(unanswered)")
        #expect(Set(replays.map(\.tally.all.calls)).count == 1)
        for replay in replays { #expect(replay.tally.all.agrees(with: replay.engine)) }
    }

    @Test func blockingCallsAreAnsweredFirst() {
        let replays = Self.replay(Self.sixQueues, of: .sixQueues, [.shared, .sharedBlockingFirst])
        let blocking = replays.map { DeskFigures($0.tally.blocking).allWithin5Pct }
        #expect(blocking[1] >= blocking[0] && blocking[1] > 95)
    }

    @Test func countsTellTheMinutesApart() {
        var counts = Counts()
        for waitMs in [0, 300_000, 300_001, 600_000, 600_001] as [Int64] {
            counts.add(Fate(waitMs: waitMs, shift: 0))
        }
        for waitMs in [59_999, 60_000, 600_000, 600_001] as [Int64] { counts.add(Fate(waitMs: waitMs, shift: nil)) }
        #expect(counts.calls == 9 && counts.answered == 5)
        #expect(counts.answeredWithin5 == 2 && counts.answeredOver10 == 1)
        #expect(counts.unanswered == 4 && counts.unansweredUnder1 == 1 && counts.unansweredOver10 == 1)
        let figures = DeskFigures(counts + counts)
        #expect(figures.within5Pct == 40 && figures.over10Pct == 20 && figures.unansweredPct == 44.44)
        #expect(figures.unansweredOver10Pct == 25 && figures.unansweredUnder1Pct == 25)
        #expect(figures.allWithin5Pct == 22.22)
    }

    @Test func reportAndPromisesTellWhatWasPlayed() throws {
        let played = [(DeskWorld.onePool, Self.onePool), (.twelveQueues, Self.twelveQueues)]
        let results = played.map { world, days in
            let replays = Self.replay(days, of: world, Lever.allCases)
            let years = zip(Lever.allCases, replays).map { ($0, [$1]) }
            return WorldResult(world: world, years: Dictionary(uniqueKeysWithValues: years))
        }
        let promises = LextelPromise.all(results)
        // Two days are no year: the published figures do not come out, and what holds of any day does.
        let broken = promises.filter { !$0.holds }.map(\.text)
        #expect(broken.contains { $0.contains("published") })
        #expect(!broken.contains { $0.contains("nothing changes") || $0.contains("counted the same") }, "\(broken)")
        let page = LextelReport(results).page
        #expect(page.components(separatedBy: "<svg").count == 2 + 3 * results.count + 1)
        #expect(!page.contains("http") && !page.contains("src=") && page.contains("does not hold"))
        let json = try JSONDecoder().decode(
            [String: [String: DeskFigures]].self, from: LextelFigures(results).encoded())
        #expect(json["one-pool"]?["shared"] == results[0].figures(.shared))
        #expect(json["twelve-queues"]?.count == Lever.allCases.count)
    }
}
