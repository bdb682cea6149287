// SPDX-License-Identifier: Apache-2.0

/// Calls by what became of them.
struct Counts: Hashable, Sendable {
    /// All.
    private(set) var calls = 0
    /// Answered: spoke with an agent, on the line or called.
    private(set) var answered = 0
    /// Of those, within 5 minutes.
    private(set) var answeredWithin5 = 0
    /// Of those answered, after more than 10 minutes.
    private(set) var answeredOver10 = 0
    /// Not answered, and the caller left after more than 10 minutes.
    private(set) var unansweredOver10 = 0
    /// Not answered, and the caller left before one minute.
    private(set) var unansweredUnder1 = 0
    /// What became of callers who hung up to be called.
    private(set) var later = LaterCounts()

    /// Not answered.
    var unanswered: Int { calls - answered }

    /// Counts a call.
    mutating func add(_ fate: Fate) {
        calls += 1
        if fate.isAnswered {
            answered += 1
            if fate.waitMs <= 5 * 60_000 { answeredWithin5 += 1 }
            if fate.waitMs > 10 * 60_000 { answeredOver10 += 1 }
        } else if fate.promise == nil {
            if fate.waitMs > 10 * 60_000 { unansweredOver10 += 1 }
            if fate.waitMs < 60_000 { unansweredUnder1 += 1 }
        }
        if let promise = fate.promise { later.add(fate, promise) }
    }

    /// Both together.
    static func + (left: Counts, right: Counts) -> Counts {
        var sum = left
        sum.calls += right.calls
        sum.answered += right.answered
        sum.answeredWithin5 += right.answeredWithin5
        sum.answeredOver10 += right.answeredOver10
        sum.unansweredOver10 += right.unansweredOver10
        sum.unansweredUnder1 += right.unansweredUnder1
        sum.later = left.later + right.later
        return sum
    }
}

extension Counts {
    /// Whether the engine has counted the same, and has nobody left. It has whoever was called as answered when an
    /// agent first had the contact, reached or not, and as nobody who left.
    func agrees(with engine: EngineFigures) -> Bool {
        let onLine = answered - later.answered
        let left = unanswered - later.unanswered
        return engine.arrived == UInt64(calls) && engine.answered == UInt64(onLine + later.called)
            && engine.answeredInTime == UInt64(answeredWithin5 - later.answeredWithin5 + later.calledInTime)
            && engine.abandoned == UInt64(left) && engine.shortAbandoned == UInt64(unansweredUnder1)
            && engine.lostOtherwise == UInt64(later.promised - later.called) && engine.open == 0
    }
}
