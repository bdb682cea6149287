// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HelpDesk

@Suite struct ErlangRunTests {
    /// Eight seeds of 1,500 callers have a standard error of some 3 % in the share that leaves: the interval is what
    /// chance explains in 999 of 1,000 runs, and a figure a fifth off is outside. `HelpDesk erlang` does it to 2 %.
    @Test func aShortRunAgreesWithTheFormulaAsFarAsChanceLets() {
        let erlang = ErlangCase(agents: 5, load: 1)
        let theory = erlang.theory
        let runs = (1...8).map { ErlangRun(erlang, callers: 1_500, warmUp: 200, seed: $0) }
        let figures = [
            (Spread(runs.map(\.abandonedShare)), theory.abandonedShare),
            (Spread(runs.map(\.meanWait)), theory.meanWait),
            (Spread(runs.map(\.occupancy)), theory.occupancy),
        ]
        for (spread, formula) in figures {
            #expect(spread.agrees(with: formula), "seeds 1...8: \(spread) beside \(formula)")
            #expect(!spread.agrees(with: formula * 1.2) && !spread.agrees(with: formula / 1.2), "it shows nothing")
        }
    }

    /// A single seed: what is told is off by less than the mean wait would be, and neither too much nor too little.
    @Test func whatCallersAreToldIsBetterThanTheMeanWait() {
        for erlang in [ErlangCase(agents: 20, load: 0.95), ErlangCase(agents: 5, load: 0.8, patienceMinutes: 100_000)] {
            let run = ErlangRun(erlang, callers: 20_000, warmUp: 500, seed: 5)
            let told = "\(erlang.agents) agents: \(run.estimateError) beside \(run.meanError), bias \(run.estimateBias)"
            #expect(run.estimateError < 0.9 * run.meanError, "\(told)")
            #expect(run.estimateError > 0.3 * run.meanError, "chance must be seen: \(told)")
            #expect(abs(run.estimateBias) < 0.1 * run.waitOfThose, "\(told), wait \(run.waitOfThose)")
        }
    }

    @Test func aSpreadIsTheStandardErrorOfTheMean() {
        let spread = Spread([1, 2, 3, 4])
        #expect(spread.mean == 2.5)
        #expect(abs(spread.error - (5.0 / 3 / 4).squareRoot()) < 1e-12)
        #expect(spread.deviationPct(from: 2) == 25)
        #expect(spread.agrees(with: 2.5 + 5.4 * spread.error) && !spread.agrees(with: 2.5 + 5.5 * spread.error))
    }
}
