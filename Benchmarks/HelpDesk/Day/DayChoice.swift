// SPDX-License-Identifier: Apache-2.0

/// Which of a year's days is played.
enum DayChoice: Hashable, Sendable {
    /// A date of 2014.
    case date(month: Int, day: Int)
    /// A working day by its number, 1 to 251.
    case number(Int)
    /// The busiest but for a tenth of the year's days, by work for an agent: one on which lines grow, and no disaster.
    case busy

    /// Reads `2014-07-14`, or `133`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        switch parts.count {
        case 1:
            guard let number = parts[0], WorkingDay.of2014.indices.contains(number - 1) else { return nil }
            self = .number(number)
        case 3:
            guard parts[0] == 2014, let month = parts[1], let day = parts[2],
                WorkingDay.of2014.contains(where: { $0.month == month && $0.day == day })
            else { return nil }
            self = .date(month: month, day: day)
        default: return nil
        }
    }

    /// The day's place in a year, from 0.
    ///
    /// - Precondition: the year has all of its working days.
    func index(in year: DeskYear) -> Int {
        let days = year.days
        switch self {
        case .number(let number): return number - 1
        case .date(let month, let day):
            guard let index = days.firstIndex(where: { $0.date.month == month && $0.date.day == day }) else {
                preconditionFailure("2014-\(month)-\(day) is no working day")
            }
            return index
        case .busy:
            let work = days.map { day in day.calls.reduce(0) { $0 + $1.talk } / Double(day.agents) }
            let order = days.indices.sorted { (work[$0], $0) < (work[$1], $1) }
            return order[days.count * 9 / 10]
        }
    }
}
