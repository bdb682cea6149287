// SPDX-License-Identifier: Apache-2.0

/// A figure that was published of the help desk's year of 2014.
///
/// The first two are shares of the calls answered. Of all calls they cannot be: 82 % and the 15 % never answered leave
/// 3 % that were answered later than in 5 minutes, and not the 11.6 % over 10.
enum PublishedFigure: CaseIterable {
    case within5
    case over10
    case unanswered
    case unansweredOver10
    case unansweredUnder1

    /// What it is the share of what.
    var name: String {
        switch self {
        case .within5: "answered within 5 minutes, of those answered"
        case .over10: "answered after more than 10 minutes, of those answered"
        case .unanswered: "never answered, of all calls"
        case .unansweredOver10: "left after more than 10 minutes, of those never answered"
        case .unansweredUnder1: "left before 1 minute, of those never answered"
        }
    }

    /// As it was published, per cent.
    var publishedPct: Double {
        switch self {
        case .within5: 82
        case .over10: 11.6
        case .unanswered: 15
        case .unansweredOver10: 3.5
        case .unansweredUnder1: 7
        }
    }

    /// As it came out, per cent.
    func value(in figures: DeskFigures) -> Double {
        switch self {
        case .within5: figures.within5Pct
        case .over10: figures.over10Pct
        case .unanswered: figures.unansweredPct
        case .unansweredOver10: figures.unansweredOver10Pct
        case .unansweredUnder1: figures.unansweredUnder1Pct
        }
    }
}
