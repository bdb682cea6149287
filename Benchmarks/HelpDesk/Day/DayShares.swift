// SPDX-License-Identifier: Apache-2.0

/// A day by what became of its calls: shares of all of them, per cent, to a hundredth.
struct DayShares: Hashable, Sendable, Codable {
    /// Answered within 5 minutes.
    let within5Pct: Double
    /// Answered after more than 10.
    let over10Pct: Double
    /// Never answered.
    let unansweredPct: Double

    /// Of these fates.
    init(_ fates: [Fate]) {
        var counts = Counts()
        for fate in fates { counts.add(fate) }
        within5Pct = DeskFigures.percent(counts.answeredWithin5, of: counts.calls)
        over10Pct = DeskFigures.percent(counts.answeredOver10, of: counts.calls)
        unansweredPct = DeskFigures.percent(counts.unanswered, of: counts.calls)
    }

    /// The largest difference of a share, points.
    func distance(to other: DayShares) -> Double {
        [
            within5Pct - other.within5Pct, over10Pct - other.over10Pct, unansweredPct - other.unansweredPct,
        ].map(abs).max() ?? 0
    }
}
