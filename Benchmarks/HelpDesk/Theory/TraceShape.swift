// SPDX-License-Identifier: Apache-2.0

/// Traces for ``TraceCheck``, drawn from a seed so that they meet what is rare: agents and callers in the same
/// millisecond, lines that are long and lines that are empty.
struct TraceShape: Sendable {
    /// Agents, at least 1.
    let agents: Int
    /// Offered work in agents' time, patience not counted.
    let load: Double
    /// How many levels of priority callers have; 1 is first come, first served.
    let levels: Int
    /// Milliseconds to which all times are rounded: the coarser, the more falls together.
    let grainMs: Int64

    /// A trace of so many callers, from 0 on, at three sites.
    func trace(callers: Int, seed: UInt64) -> [Caller] {
        var draws = Draws(seed: seed, stream: UInt64(agents * 1_000 + levels))
        let talk = ErlangCase.talkMinutes
        var minutes = 0.0
        return (0..<callers).map { _ in
            minutes += draws.exponential(mean: talk / load / Double(agents))
            // One in three leaves soon, the rest hardly ever: lines grow, and people leave from their midst.
            let patience = draws.exponential(mean: draws.chance(1.0 / 3) ? talk / 4 : talk * 8)
            return Caller(
                arrivalMs: grain(minutes), talkMs: max(grainMs, grain(draws.lognormal(mean: talk, variation: 0.8))),
                patienceMs: grain(patience), priority: UInt8(100 + draws.place(in: shares)),
                site: draws.place(in: [0.45, 0.33, 0.22]))
        }
    }

    private var shares: [Double] { Array(repeating: 1 / Double(levels), count: levels) }

    private func grain(_ minutes: Double) -> Int64 { Minutes.milliseconds(minutes) / grainMs * grainMs }
}
