// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Sealing

struct SealingDayTests {
    @Test(arguments: ["2026-11-22", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
    func `a date is read and written alike`(_ text: String) {
        #expect(SealingDay(text)?.description == text)
    }

    @Test(arguments: [
        "", "2026-2-03", "2026-02-30", "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
        "0000-01-01",
        "2026-11-22 ", "２０２６-11-22", "2026-11-22-1", "+026-11-22", "20261122",
    ])
    func `what is no date is refused`(_ text: String) {
        #expect(SealingDay(text) == nil)
    }

    @Test func `the days of 800 years follow one another as Foundation's calendar has them`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        var before: SealingDay?
        for count in stride(from: -135_140 as Int64, to: 157_054, by: 1) {
            let day = try #require(SealingDay(secondsSinceEpoch: count * 86_400))
            if let before { #expect(before < day) }
            #expect(SealingDay(secondsSinceEpoch: count * 86_400 + 86_399) == day)
            #expect(SealingDay(year: day.year, month: day.month, day: day.day) == day)
            if count.isMultiple(of: 97) {
                let date = Date(timeIntervalSince1970: Double(count) * 86_400)
                let parts = calendar.dateComponents([.year, .month, .day], from: date)
                #expect(parts.year == day.year && parts.month == day.month && parts.day == day.day)
            }
            before = day
        }
    }

    @Test func `the ends of time are told`() {
        #expect(SealingDay(secondsSinceEpoch: 253_402_300_799)?.description == "9999-12-31")
        #expect(SealingDay(secondsSinceEpoch: 253_402_300_800) == nil)
        #expect(SealingDay(secondsSinceEpoch: -62_135_596_800)?.description == "0001-01-01")
        #expect(SealingDay(secondsSinceEpoch: -62_135_596_801) == nil)
        #expect(SealingDay(secondsSinceEpoch: .min) == nil)
        #expect(SealingDay(secondsSinceEpoch: .max) == nil)
        #expect(SealingDay(secondsSinceEpoch: -1)?.description == "1969-12-31")
    }
}
