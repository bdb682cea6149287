// SPDX-License-Identifier: Apache-2.0
import BrokerContract

/// A day's contacts, counted.
struct DayTotals: Hashable, Sendable {
    /// Let in.
    let arrived: Int
    /// Of those, answered.
    let answered: Int
    /// Of those, left by their callers.
    let abandoned: Int

    /// In words.
    var text: String { "\(arrived) arrived, \(answered) answered, \(abandoned) abandoned" }
}

extension DayTotals {
    /// As the pool's statistics have it.
    init(_ totals: TotalsDocument) {
        self.init(arrived: totals.arrived, answered: totals.answered, abandoned: totals.abandoned)
    }
}
