// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import HelpDesk

@Suite struct DayPlanTests {
    private static let year = DeskYear(.sixQueues, seed: 5)

    @Test func aDayIsTheYearsDay() {
        for lever in [Lever.baseline, .shared, .sharedSlower, .overflow, .fiveHires] {
            let day = Self.year.days[120]
            var counts = Counts()
            for fate in DayPlan(day, of: .sixQueues, under: lever).fates { counts.add(fate) }
            #expect(counts == YearReplay(DeskYear(days: [day]), of: .sixQueues, under: lever).tally.all, "\(lever)")
        }
    }

    @Test func withFewerHoursTheDeskClosesEarlierAndWorksOffTheLine() throws {
        let plan = DayPlan(Self.year.days[120], of: .sixQueues, under: .baseline, hours: 4)
        let whole = DayPlan(Self.year.days[120], of: .sixQueues, under: .baseline)
        #expect(plan.callers.count > 50 && plan.callers.count < whole.callers.count)
        let endMs = plan.openMs + 260 * 60_000
        #expect(plan.shifts.allSatisfy { $0.endMs == endMs } && plan.callers.allSatisfy { $0.leavesAtMs <= endMs })
        // Breaks that begin when the desk is closed are not taken; those of 12:00 and 13:00 are.
        #expect(Set(plan.shifts.map(\.breakAtMs)) == [nil, plan.openMs + 180 * 60_000, plan.openMs + 240 * 60_000])
        #expect(whole.shifts.allSatisfy { $0.breakAtMs != nil && $0.endMs == whole.openMs + 560 * 60_000 })
    }

    @Test func aDelayedDayHasTheSameCallersALittleLater() {
        let plan = DayPlan(Self.year.days[120], of: .sixQueues, under: .shared)
        let delayed = plan.delayed(by: 5_000, seed: 1)
        #expect(delayed.callers.map(\.arrivalMs) == delayed.callers.map(\.arrivalMs).sorted())
        #expect(delayed.callers.map(\.leavesAtMs).sorted() == plan.callers.map(\.leavesAtMs).sorted())
        #expect(delayed.callers.map(\.talkMs).sorted() == plan.callers.map { $0.talkMs + 5_000 }.sorted())
        for (late, early) in zip(delayed.callers, plan.callers) {
            #expect((0...5_000).contains(late.arrivalMs - early.arrivalMs) && late.patienceMs >= 0)
        }
        #expect(delayed.callers != plan.delayed(by: 5_000, seed: 2).callers)
    }

    @Test func millisecondsAloneTurnSomeCallersAndNoneIfThereAreNone() {
        let plan = DayPlan(Self.year.days[DayChoice.busy.index(in: Self.year)], of: .sixQueues, under: .baseline)
        #expect(DelayedDays(plan, delayMs: 0, count: 1).distanceMax == 0)
        let some = DelayedDays(plan, delayMs: 2_000, count: 8).distanceMax
        #expect(some > 0 && some < 10, "\(some)")
    }

    @Test func daysAreChosenByDateByNumberOrAsABusyOne() throws {
        #expect(DayChoice("2014-07-14") == .date(month: 7, day: 14) && DayChoice("251") == .number(251))
        for wrong in ["", "0", "252", "x", "2014-07-13", "2015-07-14", "2014-07", "2014--14", "-3"] {
            #expect(DayChoice(wrong) == nil, "\(wrong)")
        }
        let date = try #require(DayChoice("2014-07-14")).index(in: Self.year)
        #expect(WorkingDay.of2014[date].text == "2014-07-14" && DayChoice.number(1).index(in: Self.year) == 0)
        let busy = DayChoice.busy.index(in: Self.year)
        let work = Self.year.days.map { day in day.calls.reduce(0) { $0 + $1.talk } / Double(day.agents) }
        #expect(work.count { $0 > work[busy] } == 25)
    }

    @Test func topicsAreToldInCompressedTime() throws {
        let lines = Lever.overflow.lines(of: Cell.six)
        let topics = Lever.overflow.configuration(of: lines, speed: 120).topics
        #expect(topics.count == 7)
        let topic = try #require(topics["roma-0"])
        #expect(topic.relax.map(\.after.milliseconds) == [500] && topic.relax.map(\.addTopic) == ["everybody"])
        #expect(topic.wrapUp.milliseconds == 0 && topic.serviceLevel.milliseconds == 2_500)
        #expect(topics["everybody"]?.relax.isEmpty == true)
        let shift = Shift(site: 1, topics: [2, 6])
        #expect(Lever.overflow.login(shift, as: "agent-3", lines).topics == ["milano-0": 1, "everybody": 1])
    }

    @Test func onlyArrangementsWithoutCallbacksAndAppointmentsArePlayed() {
        #expect(Lever.ofDays.count == 10 && Lever(argument: "shared") == .shared)
        #expect(Lever(argument: "sharedCallback") == nil && Lever(argument: "sharedAppointments") == nil)
        #expect(DeskWorld(argument: "one-pool")?.name == "one-pool" && DeskWorld(argument: "two-pools") == nil)
    }
}
