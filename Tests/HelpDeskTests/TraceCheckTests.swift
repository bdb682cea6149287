// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HelpDesk

@Suite struct TraceCheckTests {
    @Test(arguments: [
        TraceShape(agents: 1, load: 1.1, levels: 1, grainMs: 1),
        TraceShape(agents: 3, load: 1.2, levels: 3, grainMs: 60_000),
        TraceShape(agents: 7, load: 0.9, levels: 1, grainMs: 30_000),
        TraceShape(agents: 12, load: 1.3, levels: 5, grainMs: 1_000),
    ]) func engineAndRecursionServeTheSameCallersInTheSameOrder(shape: TraceShape) {
        for seed in 1...10 as ClosedRange<UInt64> {
            let check = TraceCheck(shape.trace(callers: 150, seed: seed), agents: shape.agents)
            #expect(check.agrees, "seed \(seed) of \(shape): \(check)")
            #expect(check.waited > 10 && check.left > 0, "seed \(seed) of \(shape) tests nothing")
        }
    }

    /// Two callers wait; the second is more urgent, the third leaves, the fourth comes as the agent frees.
    @Test func theRecursionDoesWhatOneCanFollowByHand() {
        let callers = [
            Caller(arrivalMs: 0, talkMs: 10, patienceMs: 0), Caller(arrivalMs: 1, talkMs: 5, patienceMs: 100),
            Caller(arrivalMs: 2, talkMs: 5, patienceMs: 8, priority: 101),
            Caller(arrivalMs: 3, talkMs: 5, patienceMs: 6), Caller(arrivalMs: 20, talkMs: 5, patienceMs: 0),
        ]
        let played = FirstComeRecursion.play(callers, agents: 1)
        #expect(played.order == [0, 2, 1, 4])
        #expect(played.fates.map(\.waitMs) == [0, 14, 8, 6, 0])
        #expect(played.fates.map(\.isAnswered) == [true, true, true, false, true])
        #expect(TraceCheck(callers, agents: 1).agrees)
    }
}
