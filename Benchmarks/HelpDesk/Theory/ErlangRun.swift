// SPDX-License-Identifier: Apache-2.0

/// One seed of a case, played through the engine, and what it showed after the beginning with an empty line.
struct ErlangRun: Sendable {
    /// Share of callers who left unanswered.
    let abandonedShare: Double
    /// Mean wait of all callers, minutes.
    let meanWait: Double
    /// Share of agents' time in conversation, from the first caller counted to the last.
    let occupancy: Double

    /// Plays it.
    ///
    /// - Parameters:
    ///   - callers: those who are counted.
    ///   - warmUp: those before them, who find a line that is still too empty.
    init(_ erlang: ErlangCase, callers: Int, warmUp: Int = 5_000, seed: UInt64) {
        let trace = erlang.trace(callers: warmUp + callers, seed: seed)
        let shifts = Array(repeating: Shift(), count: erlang.agents)
        var replay = Replay(sites: ["roma"], topics: ["pec"], fromMs: 0)
        let played = replay.play(trace, by: shifts, fromMs: 0)
        let beginMs = trace[warmUp].arrivalMs
        let endMs = trace[trace.count - 1].arrivalMs
        var left = 0
        var waitedMs: Int64 = 0
        var engagedMs: Int64 = 0
        for (index, fate) in played.fates.enumerated() {
            let answeredMs = trace[index].arrivalMs + fate.waitMs
            if fate.isAnswered {
                engagedMs += max(0, min(answeredMs + trace[index].talkMs, endMs) - max(answeredMs, beginMs))
            }
            guard index >= warmUp else { continue }
            waitedMs += fate.waitMs
            if !fate.isAnswered { left += 1 }
        }
        abandonedShare = Double(left) / Double(callers)
        meanWait = Double(waitedMs) / 60_000 / Double(callers)
        occupancy = Double(engagedMs) / Double(endMs - beginMs) / Double(erlang.agents)
    }
}
