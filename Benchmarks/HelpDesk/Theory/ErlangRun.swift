// SPDX-License-Identifier: Apache-2.0
import BrokerEngine

/// One seed of a case, played through the engine, and what it showed after the beginning with an empty line.
struct ErlangRun: Sendable {
    /// Share of callers who left unanswered.
    let abandonedShare: Double
    /// Mean wait of all callers, minutes.
    let meanWait: Double
    /// Share of agents' time in conversation, from the first caller counted to the last.
    let occupancy: Double
    /// Mean wait of those who waited and were answered, minutes: the beginning is counted here and below.
    let waitOfThose: Double
    /// How far what they were told on coming was off, minutes on average.
    let estimateError: Double
    /// By how much they waited for more than they were told, minutes on average.
    let estimateBias: Double
    /// How far their mean wait would have been off, had it been told to each.
    let meanError: Double

    /// Plays it.
    ///
    /// - Parameters:
    ///   - callers: those who are counted.
    ///   - warmUp: those before them, who find a line that is still too empty.
    init(_ erlang: ErlangCase, callers: Int, warmUp: Int = 5_000, seed: UInt64) {
        let trace = erlang.trace(callers: warmUp + callers, seed: seed)
        let shifts = Array(repeating: Shift(), count: erlang.agents)
        var replay = Replay(sites: ["roma"], topics: ["pec"], fromMs: 0)
        replay.play(trace, by: shifts, fromMs: 0)
        let played = replay.played
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
        let told = played.fates.filter { $0.isAnswered && $0.waitMs > 0 }.map { Double($0.waitMs) / 60_000 }
        let mean = told.reduce(0, +) / Double(told.count)
        waitOfThose = mean
        meanError = told.reduce(0) { $0 + abs($1 - mean) } / Double(told.count)
        let errors = replay.estimateErrors(topic: 0)
        estimateError = Double(errors?.meanMs ?? 0) / 60_000
        estimateBias = Double(errors?.biasMs ?? 0) / 60_000
        abandonedShare = Double(left) / Double(callers)
        meanWait = Double(waitedMs) / 60_000 / Double(callers)
        occupancy = Double(engagedMs) / Double(endMs - beginMs) / Double(erlang.agents)
    }
}
