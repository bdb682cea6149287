// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

/// Slots of time are parts of a local day.
@Suite struct SlotsTests {
    private static let hour: Int64 = 3_600_000

    /// Rome in the spring of 2026: clocks go from 2:00 to 3:00 on 29 March, at 1:00 UTC.
    private static let change = PoolInstant(1_774_746_000_000)
    private static let rome = OpeningHours(
        spans: [OpeningHours.Span(start: 6 * 1_440 + 60, end: 6 * 1_440 + 300)], closedDays: [],
        offsets: [
            OpeningHours.Offset(from: PoolInstant(0), seconds: 3_600),
            OpeningHours.Offset(from: change, seconds: 7_200),
        ])

    private static func at(_ minutes: Int64) -> PoolInstant { PoolInstant(change.milliseconds + minutes * 60_000) }

    @Test func slotsBeginWhereTheLocalClockShowsAWholeNumberOfThem() {
        #expect(Self.rome.beginsSlot(Self.at(0), ofMs: Self.hour / 2))
        #expect(!Self.rome.beginsSlot(Self.at(1), ofMs: Self.hour / 2))
        #expect(Self.rome.beginsSlot(Self.at(-60), ofMs: Self.hour), "1:00")
        #expect(!Self.rome.beginsSlot(Self.at(-60), ofMs: 2 * Self.hour))
        #expect(Self.rome.beginsSlot(Self.at(60), ofMs: 2 * Self.hour), "4:00 of summer")
        // Kathmandu is three quarters of an hour off.
        let east = OpeningHours(
            spans: [], closedDays: [], offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 20_700)])
        #expect(!east.beginsSlot(PoolInstant(0), ofMs: Self.hour / 2))
        #expect(east.beginsSlot(PoolInstant(900_000), ofMs: Self.hour / 2))
        // A time before 1970 too.
        #expect(OpeningHours.always.beginsSlot(PoolInstant(-Self.hour), ofMs: Self.hour))
        #expect(OpeningHours.always.nextSlot(after: PoolInstant(-1), ofMs: Self.hour) == PoolInstant(0))
    }

    @Test func theNextSlotIsTheFirstThatBegins() {
        for slotMs in [Self.hour / 12, Self.hour / 2, Self.hour, 2 * Self.hour, 8 * Self.hour, 24 * Self.hour] {
            for start in stride(from: Int64(-600), to: 600, by: 7) {
                let next = Self.rome.nextSlot(after: Self.at(start), ofMs: slotMs)
                var expected = Self.at(start + 1)
                while !Self.rome.beginsSlot(expected, ofMs: slotMs) {
                    expected = PoolInstant(expected.milliseconds + 60_000)
                }
                #expect(next == expected, "after \(start) minutes, slots of \(slotMs) ms")
            }
        }
    }

    @Test func aSlotIsOpenIfAllOfItIs() {
        // Open from 1:00 to 5:00 of that Sunday: three hours, since one is skipped.
        #expect(Self.rome.isOpen(from: Self.at(-60), to: Self.at(120)))
        #expect(!Self.rome.isOpen(from: Self.at(-61), to: Self.at(0)))
        #expect(!Self.rome.isOpen(from: Self.at(100), to: Self.at(121)))
        #expect(Self.rome.isOpen(from: Self.at(119), to: Self.at(120)))
        #expect(OpeningHours.always.isOpen(from: Self.at(0), to: Self.at(100_000)))
        let broken = OpeningHours(
            spans: [OpeningHours.Span(start: 0, end: 70), OpeningHours.Span(start: 80, end: 200)], closedDays: [],
            offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 0)])
        let monday = PoolInstant(1_774_828_800_000)
        #expect(broken.isOpen(from: monday, to: PoolInstant(monday.milliseconds + Self.hour)))
        #expect(
            !broken.isOpen(
                from: PoolInstant(monday.milliseconds + Self.hour), to: PoolInstant(monday.milliseconds + 2 * Self.hour)
            ))
    }
}
