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

    @Test func whereThereWasOneLineNobodyIsLeftToBeAskedAfterAMinute() {
        let replays = Self.replay(Self.onePool, of: .onePool, [.baseline, .overflow, .overflowSlower])
        #expect(replays.allSatisfy { $0.tally == replays[0].tally })
    }

    @Test func othersHelpAfterAMinuteButNotAsMuchAsOneLine() {
        let replays = Self.replay(
            Self.twelveQueues, of: .twelveQueues, [.baseline, .overflowSlower, .overflow, .shared])
        let unanswered = replays.map(\.tally.all.unanswered)
        #expect(zip(unanswered, unanswered.dropFirst()).allSatisfy(>), "\(unanswered)")
        for replay in replays { #expect(replay.tally.all.agrees(with: replay.engine)) }
    }

    /// Three days, so that who is to be called is called on another day, and some are not called before the end.
    @Test(arguments: Lever.allCases.filter { $0.givesAppointments || $0.givesCallbacks })
    func whoHangsUpIsCalledOrCountedAsLost(_ lever: Lever) {
        let days = Array(DeskYear(.onePool, seed: 3).days.filter { $0.date.month == 7 }.prefix(3))
        let replay = YearReplay(DeskYear(days: days), of: .onePool, under: lever)
        let counts = replay.tally.all
        let later = counts.later
        #expect(counts.calls == days.reduce(0) { $0 + $1.calls.count })
        #expect(counts.agrees(with: replay.engine), "\(counts) \(replay.engine)")
        #expect((later.calledBack > 0) == lever.givesCallbacks && (later.byAppointment > 0) == lever.givesAppointments)
        #expect(later.unanswered > 0 && later.called > later.answered)
        let figures = DeskFigures(counts)
        #expect(figures.onLineWithin5Pct > figures.within5Pct && figures.onLineOver10Pct < figures.over10Pct)
        #expect((replay.tally.keptMedianHours != nil) == lever.givesAppointments)
    }

    @Test func countsTellTheClocksApart() {
        var counts = Counts()
        var callback = Promise(.callback, hungUpAfterMs: 30_000)
        callback.call(after: 290_000)
        callback.call(after: 900_000)
        counts.add(Fate(waitMs: 924_000, shift: 0, promise: callback))
        var appointment = Promise(.appointment, hungUpAfterMs: 30_000, agreedAfterMs: 7_200_000)
        appointment.call(after: 9_000_000)
        counts.add(Fate(waitMs: 9_036_000, shift: nil, promise: appointment))
        counts.add(Fate(waitMs: 5_000_000, shift: nil, promise: Promise(.callback, hungUpAfterMs: 30_000)))
        counts.add(Fate(waitMs: 700_000, shift: 0))
        counts.add(Fate(waitMs: 10, shift: nil))
        let figures = DeskFigures(counts + counts)
        #expect(figures.within5Pct == 0 && figures.onLineWithin5Pct == 50)
        #expect(figures.over10Pct == 100 && figures.onLineOver10Pct == 50)
        #expect(figures.unansweredPct == 60 && figures.unansweredUnder1Pct == 33.33)
        #expect(figures.later?.calledBackPct == 20 && figures.later?.byAppointmentPct == 0)
        #expect(figures.later?.notReachedPct == 40 && figures.later?.appointmentsInTimePct == 0)
        #expect(counts.later.called == 2 && counts.later.calledInTime == 1)
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
            let replays = Self.replay(DeskYear(days: Array(days.days.prefix(1))), of: world, Lever.allCases)
            let years = zip(Lever.allCases, replays).map { ($0, [$1]) }
            return WorldResult(world: world, years: Dictionary(uniqueKeysWithValues: years))
        }
        let promises = LextelPromise.all(results)
        // A day is no year: the published figures do not come out, and what holds of any day does.
        let broken = promises.filter { !$0.holds }.map(\.text)
        #expect(broken.contains { $0.contains("published") })
        #expect(!broken.contains { $0.contains("nothing changes") || $0.contains("counted the same") }, "\(broken)")
        let page = LextelReport(results).page
        #expect(page.components(separatedBy: "<svg").count == 3 + 3 * results.count + 1)
        #expect(!page.contains("http") && !page.contains("src=") && page.contains("does not hold"))
        #expect(results.allSatisfy { $0.told.count == People.topics.count && $0.told.allSatisfy { $0.count > 0 } })
        let json = try JSONDecoder().decode(
            [String: [String: DeskFigures]].self, from: LextelFigures(results).encoded())
        #expect(json["one-pool"]?["shared"] == results[0].figures(.shared))
        #expect(json["twelve-queues"]?.count == Lever.allCases.count)
        #expect(json["one-pool"]?["baseline"]?.later == nil)
        #expect(json["one-pool"]?["sharedAppointments"]?.later?.appointmentMedianHours != nil)
    }
}
