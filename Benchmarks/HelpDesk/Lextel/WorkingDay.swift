// SPDX-License-Identifier: Apache-2.0

/// A day on which the help desk of 2014 was open: from Monday to Friday, but for Italy's public holidays.
struct WorkingDay: Hashable, Sendable {
    /// 1–12.
    let month: Int
    /// 1–31.
    let day: Int
    /// 0 is Monday, 4 is Friday.
    let weekday: Int
    /// Days since 1970-01-01.
    let sinceEpoch: Int64

    /// Whether it is in the first half of the year.
    var isInFirstHalf: Bool { month <= 6 }

    /// As 2014-07-14.
    var text: String { "2014-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)" }

    /// All days of 2014, counted from 1970-01-01.
    static let year: Range<Int64> = 16_071..<16_436

    /// The days of 2014, in order: 251.
    static let of2014: [WorkingDay] = {
        // 1 January 2014 was a Wednesday, 16,071 days after 1 January 1970.
        var weekday = 2
        var sinceEpoch = year.lowerBound
        var days: [WorkingDay] = []
        for (index, length) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
            for day in 1...length {
                let isHoliday = holidays.contains { $0 == (index + 1, day) }
                if weekday < 5, !isHoliday {
                    days.append(WorkingDay(month: index + 1, day: day, weekday: weekday, sinceEpoch: sinceEpoch))
                }
                weekday = (weekday + 1) % 7
                sinceEpoch += 1
            }
        }
        return days
    }()

    /// Month and day. Easter Monday was 21 April.
    private static let holidays = [
        (1, 1), (1, 6), (4, 21), (4, 25), (5, 1), (6, 2), (8, 15), (12, 8), (12, 25), (12, 26),
    ]
}
