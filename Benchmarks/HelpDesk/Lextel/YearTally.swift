// SPDX-License-Identifier: Apache-2.0

/// What a year, or several, became under a lever.
struct YearTally: Hashable, Sendable {
    /// All calls.
    private(set) var all = Counts()
    /// Blocking calls.
    private(set) var blocking = Counts()
    /// By half hour of the day, from 9:00 on.
    private(set) var halfHours = Array(repeating: Counts(), count: 2 * DeskHours.count)
    /// By day.
    private(set) var days: [Counts] = []
    /// By minute of waiting, how many were answered in it; the last place is for everything above.
    private(set) var answeredByMinute = Array(repeating: 0, count: 61)
    /// By hour of the clock from the first ring, nights included, how many appointments were kept in it; the last place
    /// is for everything above.
    private(set) var keptByHour = Array(repeating: 0, count: 24 * (Int(CallLater.days) + 1))

    /// In how many hours half of the appointments had been kept; nil where there were none.
    var keptMedianHours: Int? {
        let kept = keptByHour.reduce(0, +)
        guard kept > 0 else { return nil }
        var earlier = 0
        for (hour, count) in keptByHour.enumerated() {
            earlier += count
            if 2 * earlier >= kept { return hour + 1 }
        }
        return nil
    }

    /// Counts a day's calls.
    mutating func add(_ calls: [DeskYear.Drawn], _ fates: ArraySlice<Fate>) {
        var day = Counts()
        for (call, fate) in zip(calls, fates) {
            day.add(fate)
            if call.isBlocking { blocking.add(fate) }
            halfHours[Int(call.arrival / 30)].add(fate)
            guard fate.isAnswered else { continue }
            answeredByMinute[min(Int(fate.waitMs / 60_000), answeredByMinute.count - 1)] += 1
            guard fate.promise?.kind == .appointment else { continue }
            keptByHour[min(Int(fate.waitMs / 3_600_000), keptByHour.count - 1)] += 1
        }
        all = all + day
        days.append(day)
    }

    /// Both together.
    static func + (left: YearTally, right: YearTally) -> YearTally {
        var sum = left
        sum.all = left.all + right.all
        sum.blocking = left.blocking + right.blocking
        sum.halfHours = zip(left.halfHours, right.halfHours).map { $0 + $1 }
        sum.days = left.days + right.days
        sum.answeredByMinute = zip(left.answeredByMinute, right.answeredByMinute).map { $0 + $1 }
        sum.keptByHour = zip(left.keptByHour, right.keptByHour).map { $0 + $1 }
        return sum
    }
}
