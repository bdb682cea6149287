// SPDX-License-Identifier: Apache-2.0

/// How many callers a day has, beside another: the half-years' sums are published, all else is assumed.
enum Demand {
    /// Calls published for 2014, and how many of them in the first half. They are a part of all calls; which part, is
    /// the world's ``DeskWorld/load``.
    static let published = 60_500.0
    static let publishedInFirstHalf = 25_000.0

    /// From January on: deadlines before summer and before the end of the year, an empty August.
    private static let months = [1, 1, 1, 1, 1, 1.15, 1.25, 0.45, 0.95, 1.10, 1.15, 1.30]
    /// From Monday to Friday.
    private static let weekdays = [1.20, 1.08, 1.00, 0.95, 0.77]
    /// By hour from 9:00 on, with a mean of 1.
    static let hours: [Double] = {
        let peaks = [1.05, 1.35, 1.30, 1.00, 0.60, 0.75, 1.10, 1.10, 0.75]
        let mean = peaks.reduce(0, +) / Double(peaks.count)
        return peaks.map { $0 / mean }
    }()
    /// Standard deviation of the logarithm of an hour's size beside what it should be.
    static let hourSpread = 0.10

    /// By working day of 2014, the calls expected of the published part.
    static let days: [Double] = inHalves(WorkingDay.of2014.map { months[$0.month - 1] * weekdays[$0.weekday] })

    /// The same proportions within each half of the year, with the published sum of each.
    static func inHalves(_ sizes: [Double]) -> [Double] {
        var sums = [0.0, 0.0]
        for (day, size) in zip(WorkingDay.of2014, sizes) { sums[day.isInFirstHalf ? 0 : 1] += size }
        let targets = [publishedInFirstHalf, published - publishedInFirstHalf]
        return zip(WorkingDay.of2014, sizes).map { day, size in
            let half = day.isInFirstHalf ? 0 : 1
            return size * targets[half] / sums[half]
        }
    }

    /// Days of a deadline or an outage in a month, by chance which: more in the second half, whose telematic filing of
    /// the civil courts became mandatory on 30 June and 31 December.
    static func deadlineDays(month: Int) -> Int { month <= 6 ? 2 : month == 8 ? 1 : 4 }
}
