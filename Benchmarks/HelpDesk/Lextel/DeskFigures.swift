// SPDX-License-Identifier: Apache-2.0

/// The figures by which a help desk's year was published, and one that was not. Per cent; 0 where there is nothing to
/// take a share of.
struct DeskFigures: Hashable, Sendable, Codable {
    /// Of those answered, within 5 minutes of the first ring.
    var within5Pct: Double
    /// Of those answered, after more than 10 minutes.
    var over10Pct: Double
    /// Of all calls, never answered.
    var unansweredPct: Double
    /// Of those never answered, left after more than 10 minutes.
    var unansweredOver10Pct: Double
    /// Of those never answered, left before 1 minute.
    var unansweredUnder1Pct: Double
    /// Of all calls, answered within 5 minutes: what a caller may expect.
    var allWithin5Pct: Double
    /// Where callers hang up to be called, and the two clocks differ; nil where nobody does.
    var later: LaterFigures?

    /// The figures of counted calls, to a hundredth.
    init(_ counts: Counts) {
        within5Pct = Self.percent(counts.answeredWithin5, of: counts.answered)
        over10Pct = Self.percent(counts.answeredOver10, of: counts.answered)
        unansweredPct = Self.percent(counts.unanswered, of: counts.calls)
        unansweredOver10Pct = Self.percent(counts.unansweredOver10, of: counts.unanswered)
        unansweredUnder1Pct = Self.percent(counts.unansweredUnder1, of: counts.unanswered)
        allWithin5Pct = Self.percent(counts.answeredWithin5, of: counts.calls)
        later = counts.later.promised > 0 ? LaterFigures(counts) : nil
    }

    /// Of those answered, within 5 minutes on the line: until an agent was there, or the caller hung up to be called.
    var onLineWithin5Pct: Double { later?.onLineWithin5Pct ?? within5Pct }
    /// Of those answered, more than 10 minutes on the line.
    var onLineOver10Pct: Double { later?.onLineOver10Pct ?? over10Pct }

    /// A share, per cent, to a hundredth.
    static func percent(_ part: Int, of whole: Int) -> Double {
        guard whole > 0 else { return 0 }
        return (10_000 * Double(part) / Double(whole)).rounded() / 100
    }
}
