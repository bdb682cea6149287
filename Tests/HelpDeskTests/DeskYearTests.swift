// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import HelpDesk

@Suite struct DeskYearTests {
    private static let year = DeskYear(.sixQueues, seed: 5)
    private static let calls = year.days.flatMap(\.calls)

    @Test func theYearHas251WorkingDays() {
        let days = WorkingDay.of2014
        #expect(days.count == 251)
        #expect(days.first.map { [$0.month, $0.day, $0.weekday] } == [1, 2, 3])
        #expect(days.last.map { [$0.month, $0.day, $0.weekday] } == [12, 31, 2])
        // 14 July 2014 was a Monday, and 16,265 days after the beginning of 1970.
        let july = days.first { $0.month == 7 && $0.day == 14 }
        #expect(july?.weekday == 0 && july?.sinceEpoch == 16_265)
        #expect(!days.contains { $0.month == 4 && $0.day == 21 })
    }

    @Test func offeredWorkIsTheWorldsShareOfStaffedTime() {
        var staffed = 0.0
        for day in Self.year.days { staffed += 480 * Double(day.agents) }
        var work = 0.0
        for call in Self.calls { work += call.talk }
        // 150,000 calls: 0.3 % of chance in their number and work together, 0.2 % in the size of 2,259 hours.
        #expect(abs(work / staffed / DeskWorld.sixQueues.load - 1) < 0.02)
    }

    @Test func theHalfYearsStandAsPublished() {
        var first = 0
        for day in Self.year.days where day.date.isInFirstHalf { first += day.calls.count }
        #expect(abs(Double(first) / Double(Self.calls.count) - 25.0 / 60.5) < 0.01)
    }

    @Test func callsAreInOrderAndWithinTheHours() {
        for day in Self.year.days {
            let arrivals = day.calls.map(\.arrival)
            #expect(arrivals == arrivals.sorted())
        }
        #expect(Self.calls.allSatisfy { (0..<540).contains($0.arrival) && $0.talk > 0 && $0.patience >= 0 })
    }

    private static func share(_ isSo: (DeskYear.Drawn) -> Bool) -> Double {
        Double(calls.count(where: isSo)) / Double(calls.count)
    }

    /// 150,000 calls: a share has a standard error of 0.13 % at most.
    @Test func callsAreAsTheSharesSay() {
        #expect(abs(Self.share(\.isBlocking) - 0.2) < 0.01)
        for (topic, share) in People.topicShares.enumerated() {
            #expect(abs(Self.share { $0.topic == topic } - share) < 0.01)
        }
        for (site, share) in People.siteShares.enumerated() {
            #expect(abs(Self.share { $0.site == site } - share) < 0.01)
        }
        // The impatient are gone by 15 minutes; of the others hardly one in a hundred.
        #expect(abs(Self.share { $0.patience < 15 } - DeskWorld.sixQueues.impatientShare) < 0.02)
    }

    @Test func consentIsAsTheSharesSayAndNobodyWhoCannotWorkTakesAnAppointment() {
        #expect(abs(Self.share(\.consent.callback) - 0.5) < 0.01)
        #expect(abs(Self.share(\.consent.appointment) - 0.5 * 0.8) < 0.01)
        #expect(!Self.calls.contains { $0.isBlocking && $0.consent.appointment })
        #expect(abs(Self.share { $0.consent.missedCalls > 0 } - 0.15) < 0.01)
        #expect(abs(Self.share { $0.consent.missedCalls == 2 } - 0.0225) < 0.005)
    }

    @Test func appointmentsAreGivenInTheDesksHoursAndQuietOnesAreFew() {
        // Tuesday 15 July, midnight; Friday 15 August is a holiday.
        let (day, holiday) = (Int64(16_266) * 86_400_000, Int64(16_297) * 86_400_000)
        let minutes = [539, 540, 660, 840, 1_079, 1_080].map { Int64($0) * 60_000 }
        #expect(
            minutes.map { DeskHours.open.isOpen(at: PoolInstant(day + $0)) } == [false, true, true, true, true, false])
        #expect(
            minutes.map { DeskHours.quiet.isOpen(at: PoolInstant(day + $0)) }
                == [false, true, false, false, true, false])
        #expect(!minutes.contains { DeskHours.open.isOpen(at: PoolInstant(holiday + $0)) })
    }

    @Test func theSameSeedIsTheSameYearAndAnotherIsNot() {
        let days = [5, 6].map { DeskYear(.sixQueues, seed: $0).days[0] }
        #expect(days[0].calls == Self.year.days[0].calls)
        #expect(days[0].calls != days[1].calls)
    }

    @Test func agentsAreDividedByLargestRemainderWithOneAtLeast() {
        #expect(Cell.divide(10, by: [0.45, 0.33, 0.22]) == [5, 3, 2])
        #expect(Cell.divide(3, by: [0.98, 0.01, 0.01]) == [1, 1, 1])
        for count in 12...40 {
            let counts = Cell.divide(count, by: Cell.twelve.map(\.share))
            #expect(counts.reduce(0, +) == count && counts.allSatisfy { $0 > 0 })
        }
    }
}
