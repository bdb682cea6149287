// SPDX-License-Identifier: Apache-2.0

/// The queue M/M/n+M at rest (C. Palm, *Etude des délais d'attente*, Ericsson Technics 5, 1937; Gans, Koole,
/// Mandelbaum, *Telephone Call Centers*, MSOM 5, 2003, §4.2.2): arrivals at random, exponential talk, and exponential
/// patience. Without patience it is Erlang's loss formula (B), with endless patience his delay formula (C).
///
/// The number of callers in the system is a chain that steps by one: up at the arrival rate λ, down from k at
/// min(k, n) μ + max(k - n, 0) θ. Its weights follow from balance between neighbours, and the figures from its weights.
/// All rates are per one and the same unit of time, which is then that of ``meanWait``.
struct ErlangA {
    /// Share of callers who find no free agent.
    let waitedShare: Double
    /// Share of callers who leave unanswered.
    let abandonedShare: Double
    /// Mean wait of all callers, answered or not.
    let meanWait: Double
    /// Share of agents' time in conversation.
    let occupancy: Double

    /// Solves the chain.
    ///
    /// - Parameters:
    ///   - agents: n, 1 to 500: beyond, the weights leave the range of a `Double`.
    ///   - arrivalRate: λ, above 0.
    ///   - serviceRate: μ, above 0.
    ///   - patienceRate: θ; 0 for endless patience, for which λ must be below n μ; infinite for none.
    init(agents: Int, arrivalRate: Double, serviceRate: Double, patienceRate: Double) {
        precondition((1...500).contains(agents), "\(agents) agents")
        precondition(
            patienceRate > 0 || arrivalRate < Double(agents) * serviceRate, "the line would grow without end")
        var weight = 1.0
        var sum = 0.0
        var engaged = 0.0
        var waiting = 0.0
        var full = 0.0
        var count = 0
        // Beyond the agents the weights fall for good once they fall; what is then left out is below rounding.
        while true {
            sum += weight
            engaged += weight * Double(min(count, agents))
            waiting += weight * Double(max(count - agents, 0))
            if count >= agents { full += weight }
            count += 1
            let leaving = count > agents ? Double(count - agents) * patienceRate : 0
            let step = arrivalRate / (Double(min(count, agents)) * serviceRate + leaving)
            weight *= step
            if count > agents, step < 1, weight * Double(count) < 1e-17 * sum * (1 - step) { break }
        }
        waitedShare = full / sum
        abandonedShare = 1 - serviceRate * engaged / sum / arrivalRate
        // Little: who waits at a time is who comes in a time, times how long they wait.
        meanWait = waiting / sum / arrivalRate
        occupancy = engaged / sum / Double(agents)
    }
}
