// SPDX-License-Identifier: Apache-2.0

/// When topics take contacts, in local time.
public struct CalendarConfiguration: Codable, Hashable, Sendable {
    /// The time zone of its times, by its IANA name; nil for the pool's.
    public var timeZone: String?
    /// Open times by day, `mon` to `sun`: `09:00-13:00, 14:00-18:00`. A day that is not named is closed.
    public var open: [String: String]
    /// Dates that are closed from 0:00 to 24:00: `2026-12-25`, ascending.
    public var closed: [String]

    /// Puts a document together.
    public init(open: [String: String] = [:], closed: [String] = [], timeZone: String? = nil) {
        self.timeZone = timeZone
        self.open = open
        self.closed = closed
    }

    /// What a topic says of a channel that has no hours; a calendar of this name goes before.
    public static let always = "always"

    /// The days of a week, as they are written.
    public static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// The days that a name means: `sat`, or `mon-fri`; nil when it means none.
    static func days(_ name: String) -> [String]? {
        let ends = name.split(separator: "-", omittingEmptySubsequences: false).map { days.firstIndex(of: String($0)) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
        return (0...(last - first + 7) % 7).map { days[(first + $0) % 7] }
    }

    /// Ranges as they are written.
    static func text(_ ranges: [(start: Int, end: Int)]) -> String {
        ranges.map { "\(clock($0.start))-\(clock($0.end))" }.joined(separator: ", ")
    }

    private static func clock(_ minute: Int) -> String {
        [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    /// The open parts of a week, in minutes from Monday 0:00, each within 0–10,080; in no order.
    public var spans: [ClosedRange<Int>] {
        Self.days.indices.flatMap { day in
            (Self.ranges(open[Self.days[day]] ?? "") ?? []).flatMap { Self.spans($0, day: day) }
        }
    }

    /// The days that are closed, counted from 1970-01-01.
    public var closedDays: [Int] { closed.compactMap(Self.day) }

    /// A range of a day, in a week; what goes on beyond midnight belongs to the day it began, and beyond Sunday comes
    /// round.
    private static func spans(_ range: (start: Int, end: Int), day: Int) -> [ClosedRange<Int>] {
        let start = day * 1_440 + range.start
        let end = day * 1_440 + (range.end > range.start ? range.end : range.end + 1_440)
        guard end > 10_080 else { return [start...end] }
        return [start...10_080, 0...end - 10_080]
    }

    /// Ranges as they are written, in minutes of a day; nil when they are none.
    static func ranges(_ text: String) -> [(start: Int, end: Int)]? {
        var ranges: [(start: Int, end: Int)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let start = minute(ends[0]), let end = minute(ends[1]), start < 1_440, start != end
            else { return nil }
            // Until 0:00 is until midnight.
            ranges.append((start, end == 0 ? 1_440 : end))
        }
        return ranges
    }

    /// A time as it is written, `00:00`–`24:00`, in minutes.
    private static func minute(_ text: Substring) -> Int? {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = number(parts[0], 2), let minute = number(parts[1], 2), minute < 60,
            hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    /// A date as it is written, in days from 1970-01-01; nil when there is no such date.
    static func day(_ text: String) -> Int? {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, let year = number(parts[0], 4), let month = number(parts[1], 2),
            let date = number(parts[2], 2), (1_970...9_999).contains(year), (1...12).contains(month),
            (1...length(of: month, year)).contains(date)
        else { return nil }
        // Years begin in March, so that a leap day is their last (Hinnant, chrono-compatible low-level date
        // algorithms).
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }

    private static func length(of month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private static func number(_ digits: Substring.UTF8View, _ count: Int) -> Int? {
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
}
