// SPDX-License-Identifier: Apache-2.0

/// A help desk at rest, for which there is a formula.
struct ErlangCase: Sendable {
    /// Agents.
    let agents: Int
    /// Offered work in agents' time: ρ.
    let load: Double

    /// Mean minutes that a caller waits before leaving.
    var patienceMinutes = 5.0

    /// Mean minutes of a conversation.
    static let talkMinutes = 10.0

    /// Those that are held against the formula: near and beyond what the agents can do, many and few of them.
    static let all = [
        ErlangCase(agents: 20, load: 0.95), ErlangCase(agents: 20, load: 1.2), ErlangCase(agents: 5, load: 1),
    ]

    /// Callers a minute.
    var arrivalRate: Double { load * Double(agents) / Self.talkMinutes }

    /// What must come out, in minutes.
    var theory: ErlangA {
        ErlangA(
            agents: agents, arrivalRate: arrivalRate, serviceRate: 1 / Self.talkMinutes,
            patienceRate: 1 / patienceMinutes)
    }

    /// A trace of so many callers, from 0 on.
    func trace(callers: Int, seed: UInt64) -> [Caller] {
        // Each case its own: what chance does to one it does not do to the next.
        var draws = Draws(seed: seed, stream: UInt64(agents) * 1_000 + UInt64((load * 100).rounded()))
        var minutes = 0.0
        return (0..<callers).map { _ in
            minutes += draws.exponential(mean: 1 / arrivalRate)
            return Caller(
                arrivalMs: Minutes.milliseconds(minutes),
                talkMs: max(1, Minutes.milliseconds(draws.exponential(mean: Self.talkMinutes))),
                patienceMs: Minutes.milliseconds(draws.exponential(mean: patienceMinutes)))
        }
    }
}
