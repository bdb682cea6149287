// SPDX-License-Identifier: Apache-2.0
import BrokerContract

// What is looked at when a day is over.
extension DayPlay {
    /// What becomes of the callers, by caller: of whom nothing is known has waited in vain until now.
    var fates: [Fate] {
        zip(plan.callers, callers).map { caller, known in known.fate ?? Fate(waitMs: caller.patienceMs, shift: nil) }
    }

    /// What the pool says of a contact whose end was not heard; nil where it knows none.
    mutating func isFound(_ caller: Int, _ state: ContactStateWord?) {
        let id = DayNames.contact(caller)
        guard state == .ended else {
            return findings.add(.lost, "\(id) was let in, has not ended, and is \(state?.rawValue ?? "not known")")
        }
        findings.add(.heard, "the end of \(id) was not heard")
        callers[caller].hasEnded = true
    }

    /// Who was neither let in nor refused is looked for no more.
    mutating func closeBooks() {
        for (index, caller) in callers.enumerated() where !caller.isAcknowledged && !caller.isRefused {
            findings.add(.heard, "the call of \(DayNames.contact(index)) was not answered")
        }
    }

    /// What is counted here of all who were let in, as the pool counts it.
    var counted: DayTotals {
        let there = callers.filter(\.isAcknowledged)
        let answered = there.count { $0.fate?.isAnswered ?? false }
        return DayTotals(arrived: there.count, answered: answered, abandoned: there.count - answered)
    }

    /// What the pool's own statistics have counted.
    mutating func areCounted(_ totals: DayTotals) {
        guard totals != counted else { return }
        findings.add(.counted, "the pool has counted \(totals.text), and there were \(counted.text)")
    }
}
