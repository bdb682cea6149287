// SPDX-License-Identifier: Apache-2.0

/// A trace played twice: through the engine, and by the recursion.
struct TraceCheck: Sendable {
    /// Callers who were answered.
    let answered: Int
    /// Callers who left.
    let left: Int
    /// Callers who waited at all.
    let waited: Int
    /// The first caller, by index, whose wait or agent differs; nil when none does.
    let firstDifferentFate: Int?
    /// The first place in the order of service at which another caller stands; nil when there is none.
    let firstDifferentPlace: Int?

    /// Whether both are the same to the last millisecond.
    var agrees: Bool { firstDifferentFate == nil && firstDifferentPlace == nil }

    /// Plays a trace of one topic by agents who are always there.
    init(_ callers: [Caller], agents: Int) {
        let short = FirstComeRecursion.play(callers, agents: agents)
        var replay = Replay(sites: ["roma", "milano", "napoli"], topics: ["pec"], fromMs: 0)
        // An agent of one site after the other: which site has whom must not matter.
        let shifts = (0..<agents).map { Shift(site: $0 % 3) }
        replay.play(callers, by: shifts, fromMs: 0)
        let engine = replay.played
        answered = engine.order.count
        left = callers.count - answered
        waited = engine.fates.count { $0.waitMs > 0 }
        firstDifferentFate = callers.indices.first { engine.fates[$0] != short.fates[$0] }
        let places = max(engine.order.count, short.order.count)
        firstDifferentPlace = (0..<places).first { place in
            guard place < engine.order.count, place < short.order.count else { return true }
            return engine.order[place] != short.order[place]
        }
    }
}
