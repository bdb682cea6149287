// SPDX-License-Identifier: Apache-2.0
import BrokerModel

/// The hours of the help desk of 2014, in minutes after it opens at 9:00. All are assumptions of the model.
enum DeskHours {
    /// When it opens, minutes after midnight.
    static let openMinute = 540.0
    /// Hours in which callers come: until 18:00.
    static let count = 9
    /// When agents answer nobody any more, and who still waits leaves: they work off the line until 18:20.
    static let lastMinute = 560.0
    /// The same of a desk that closes after so many hours, 1 to ``count``.
    static func lastMinute(afterHours hours: Int) -> Double { lastMinute - Double(60 * (count - hours)) }
    /// When an hour's break may begin, in three turns: 12:00, 13:00 and 14:00.
    static let breakMinutes = [180.0, 240.0, 300.0]
    /// How long a break is.
    static let breakLength = 60.0

    /// The hours in which callers come, as the pool's configuration has them.
    static let open = calendar([0..<count])
    /// Those of them with the fewest callers for the agents that are not on a break: from 9:00, 13:00 and 17:00.
    static let quiet = calendar([0..<1, 4..<5, 8..<9])

    /// These hours of every working day, counted from the opening.
    private static func calendar(_ hours: [Range<Int>]) -> OpeningHours {
        let spans = (0..<5).flatMap { weekday in
            hours.map { hours in
                let opening = weekday * 1_440 + Int(openMinute)
                return OpeningHours.Span(
                    start: UInt16(opening + 60 * hours.lowerBound), end: UInt16(opening + 60 * hours.upperBound))
            }
        }
        let working = Set(WorkingDay.of2014.map(\.sinceEpoch))
        return OpeningHours(
            spans: spans, closedDays: WorkingDay.year.filter { !working.contains($0) },
            offsets: [OpeningHours.Offset(from: PoolInstant(0), seconds: 0)])
    }
}
