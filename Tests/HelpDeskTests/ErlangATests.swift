// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HelpDesk

@Suite struct ErlangATests {
    /// Erlang's loss formula by its recursion: B(0) = 1, B(k) = r B(k-1) / (k + r B(k-1)).
    private static func loss(agents: Int, work: Double) -> Double {
        var loss = 1.0
        for count in 1...agents { loss = work * loss / (Double(count) + work * loss) }
        return loss
    }

    @Test(arguments: [(1, 0.5), (5, 5.0), (20, 19.0), (100, 120.0)]) func withoutPatienceItIsErlangB(
        agents: Int, work: Double
    ) {
        let erlang = ErlangA(agents: agents, arrivalRate: work * 0.1, serviceRate: 0.1, patienceRate: .infinity)
        let loss = Self.loss(agents: agents, work: work)
        #expect(abs(erlang.abandonedShare - loss) < 1e-12)
        let carried: Double = work * (1 - loss) / Double(agents)
        #expect(abs(erlang.occupancy - carried) < 1e-12)
        #expect(erlang.meanWait == 0)
    }

    @Test(arguments: [(1, 0.5), (5, 4.25), (20, 19.0), (100, 95.0)]) func withEndlessPatienceItIsErlangC(
        agents: Int, work: Double
    ) {
        let erlang = ErlangA(agents: agents, arrivalRate: work * 0.1, serviceRate: 0.1, patienceRate: 0)
        let loss = Self.loss(agents: agents, work: work)
        let load = work / Double(agents)
        let delayed: Double = loss / (1 - load * (1 - loss))
        let wait: Double = delayed / (0.1 * (Double(agents) - work))
        #expect(abs(erlang.waitedShare - delayed) < 1e-9)
        #expect(abs(erlang.meanWait - wait) < 1e-6)
        #expect(abs(erlang.abandonedShare) < 1e-9)
        #expect(abs(erlang.occupancy - load) < 1e-9)
    }

    @Test func whereCallersLeaveAsFastAsTheyAreServedTheirNumberIsPoissons() {
        let erlang = ErlangA(agents: 5, arrivalRate: 4, serviceRate: 1, patienceRate: 1)
        // P(fewer than 5) of Poisson's law with mean 4: exp(-4) (1 + 4 + 8 + 32/3 + 32/3).
        let below: Double = exp(-4) * (13 + 64.0 / 3)
        #expect(abs(erlang.waitedShare + below - 1) < 1e-12)
    }

    /// The values that the cases had in a program of its own, written before this one and in another language.
    @Test(arguments: [(20, 0.95, 0.0820, 0.4102), (20, 1.2, 0.2014, 1.007), (5, 1.0, 0.2039, 1.020)])
    func theCasesHaveTheValuesKnown(agents: Int, load: Double, abandoned: Double, wait: Double) {
        let desk = ErlangCase(agents: agents, load: load)
        let theory = desk.theory
        #expect(abs(theory.abandonedShare - abandoned) < 0.000_06)
        #expect(abs(theory.meanWait - wait) < 0.000_6)
        // Who does not leave is served: two ways to the same figure.
        let served: Double = load * (1 - theory.abandonedShare)
        let left: Double = theory.meanWait / desk.patienceMinutes
        #expect(abs(theory.occupancy - served) < 1e-12)
        #expect(abs(theory.abandonedShare - left) < 1e-12)
    }
}
