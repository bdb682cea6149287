// SPDX-License-Identifier: Apache-2.0

/// Calls by what became of them.
struct Counts: Hashable, Sendable {
    /// All.
    private(set) var calls = 0
    /// Answered.
    private(set) var answered = 0
    /// Of those, within 5 minutes.
    private(set) var answeredWithin5 = 0
    /// Of those answered, after more than 10 minutes.
    private(set) var answeredOver10 = 0
    /// Not answered, and the caller left after more than 10 minutes.
    private(set) var unansweredOver10 = 0
    /// Not answered, and the caller left before one minute.
    private(set) var unansweredUnder1 = 0

    /// Not answered.
    var unanswered: Int { calls - answered }

    /// Counts a call.
    mutating func add(_ fate: Fate) {
        calls += 1
        if fate.isAnswered {
            answered += 1
            if fate.waitMs <= 5 * 60_000 { answeredWithin5 += 1 }
            if fate.waitMs > 10 * 60_000 { answeredOver10 += 1 }
        } else {
            if fate.waitMs > 10 * 60_000 { unansweredOver10 += 1 }
            if fate.waitMs < 60_000 { unansweredUnder1 += 1 }
        }
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
        return sum
    }
}

extension Counts {
    /// Whether the engine has counted the same.
    func agrees(with engine: EngineFigures) -> Bool {
        engine.arrived == UInt64(calls) && engine.answered == UInt64(answered)
            && engine.answeredInTime == UInt64(answeredWithin5) && engine.abandoned == UInt64(unanswered)
            && engine.shortAbandoned == UInt64(unansweredUnder1)
    }
}
