// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import HelpDesk
@testable import PoolKit

@Suite struct DayPlayTests {
    private static let lines = DeskLines(ofCells: Cell.one)

    private static func plan(_ callers: [Caller], _ shifts: [Shift]) -> DayPlan {
        DayPlan(lever: .baseline, lines: lines, callers: callers, shifts: shifts, openMs: 0)
    }

    /// A day is the same day, caller by caller, when the engine itself decides and nothing is on the way.
    @Test(arguments: DeskWorld.all.map(\.name)) func withNoWayBetweenItIsTheEnginesDay(_ name: String) throws {
        let world = try #require(DeskWorld(argument: name))
        let year = DeskYear(world, seed: 7)
        for lever in [Lever.baseline, .shared] {
            try isTheSame(DayPlan(year.days[DayChoice.busy.index(in: year)], of: world, under: lever))
        }
    }

    private func isTheSame(_ plan: DayPlan) throws {
        let play = try PretendCluster.play(plan)
        let comparison = DayComparison(plan, engine: plan.fates, cluster: play.fates)
        #expect(comparison.turned.isEmpty && comparison.difference.max == 0, "\(comparison)")
        #expect(comparison.engine == comparison.cluster && comparison.answered > 300 && comparison.left > 0)
        #expect(play.findings.isEmpty, "\(play.findings)")
        let compared = try #require(play.order?.compared)
        #expect(compared > comparison.answered / 2)
        #expect(play.counted.arrived == plan.callers.count && play.counted.answered == comparison.answered)
        #expect(play.missing.isEmpty && play.latenessMs.allSatisfy { $0 == 0 })
    }

    @Test func aBreakThatFallsIntoAConversationIsTakenWholeAfterIt() throws {
        let callers = [
            Caller(arrivalMs: 0, talkMs: 10, patienceMs: 1), Caller(arrivalMs: 1, talkMs: 10, patienceMs: 1_000),
        ]
        let play = try PretendCluster.play(Self.plan(callers, [Shift(breakAtMs: 5, breakMs: 100)]))
        #expect(play.fates == [Fate(waitMs: 0, shift: 0), Fate(waitMs: 109, shift: 0)])
    }

    @Test func aBreakThatBeganAsItRangIsTakenWholeAfterTheConversation() {
        var play = DayPlay(
            Self.plan([Caller(arrivalMs: 0, talkMs: 50, patienceMs: 900)], [Shift(breakAtMs: 10, breakMs: 100)]),
            speed: 100)
        _ = play.step(0)
        play.hear(agent: .offer, of: 0, version: 1, at: 5, seq: 1, offer: "1.1", contact: "caller-0")
        #expect(play.step(6).map(\.operation) == [.offerAccept])
        #expect(play.step(10).map(\.operation) == [.agentState])
        play.hear(agent: .connected, of: 0, version: 2, at: 12, seq: 2, contact: "caller-0")
        #expect(!play.step(110).contains { $0.operation == .agentState }, "back from a break that has not begun")
        play.hear(agent: .ended, of: 0, version: 3, at: 120, seq: 3, contact: "caller-0")
        #expect(!play.step(219).contains { $0.operation == .agentState })
        #expect(play.step(220).contains { $0.operation == .agentState })
    }

    @Test func anOfferThatRingsAgainIsAcceptedOnce() {
        var play = DayPlay(Self.plan([Caller(arrivalMs: 0, talkMs: 50, patienceMs: 900)], [Shift()]), speed: 100)
        _ = play.step(0)
        for _ in 0..<2 {
            play.hear(agent: .offer, of: 0, version: 1, at: 5, seq: 1, offer: "1.1", contact: "caller-0")
        }
        #expect(play.step(6).map(\.operation) == [.offerAccept])
    }

    @Test func whatIsNotAnsweredIsSentAgainAsItIs() throws {
        var play = DayPlay(Self.plan([Caller(arrivalMs: 0, talkMs: 50, patienceMs: 1_000_000)], [Shift()]), speed: 10)
        let first = try #require(play.step(0).first { $0.operation == .contactEnqueue })
        #expect(!play.step(19_000).contains { $0.token == first.token })
        let again = try #require(play.step(20_000).first { $0.token == first.token })
        #expect(again.body == first.body)
        play.answer(first.token, Answer(refusal: .unavailable), at: 20_500)
        #expect(play.step(21_500).contains { $0.token == first.token })
        play.answer(first.token, Answer(), at: 21_600)
        #expect(!play.step(60_000).contains { $0.token == first.token })
        #expect(play.callers[0].isAcknowledged && play.findings.isEmpty)
    }

    // MARK: - What is wrong is found

    /// One caller, let in and served by the first of two agents.
    private static func served() -> DayPlay {
        let callers = [
            Caller(arrivalMs: 0, talkMs: 500, patienceMs: 900), Caller(arrivalMs: 1, talkMs: 500, patienceMs: 900),
        ]
        var play = DayPlay(plan(callers, [Shift(), Shift()]), speed: 100)
        for request in play.step(1) { play.answer(request.token, Answer(), at: 2) }
        play.hear(HeardContact(word: .connected, id: "caller-0", version: 3, agent: "agent-0"), at: 3)
        play.hear(agent: .connected, of: 0, version: 2, at: 3, seq: 3, contact: "caller-0")
        return play
    }

    @Test func aCallerInTwoConversationsIsFound() {
        var play = Self.served()
        #expect(play.findings.isEmpty)
        // What comes again says what was.
        play.hear(HeardContact(word: .connected, id: "caller-0", version: 3, agent: "agent-0"), at: 4)
        #expect(play.findings.isEmpty)
        play.hear(HeardContact(word: .connected, id: "caller-0", version: 4, agent: "agent-1"), at: 4)
        #expect(play.findings[.twice] == 1)
    }

    @Test func anAgentInTwoConversationsIsFound() {
        var play = Self.served()
        play.hear(agent: .connected, of: 0, version: 3, at: 4, seq: 4, contact: "caller-1")
        #expect(play.findings[.twice] == 1)
    }

    @Test func whatWasNotHeardIsFoundAndNotTakenForAnotherFault() {
        var play = Self.served()
        play.hear(agent: .connected, of: 0, version: 5, at: 4, seq: 4, contact: "caller-1")
        play.hear(HeardContact(word: .connected, id: "caller-0", version: 6, agent: "agent-1"), at: 4)
        #expect(play.findings[.heard] == 2 && play.findings[.twice] == 0, "\(play.findings)")
        #expect(play.findings.told(.heard)[0] == "agent-0 was not heard between versions 2 and 5")
    }

    @Test func whatHappensAfterTheEndIsFound() {
        var play = Self.served()
        play.hear(HeardContact(word: .ended, id: "caller-0", version: 4, outcome: .handled), at: 5)
        play.hear(HeardContact(word: .position, id: "caller-0", version: 4), at: 6)
        #expect(play.findings.isEmpty)
        play.hear(HeardContact(word: .queued, id: "caller-0", version: 5), at: 7)
        #expect(play.findings[.twice] == 1)
    }

    @Test func anEndThatDoesNotFitIsFound() {
        var play = Self.served()
        play.hear(HeardContact(word: .ended, id: "caller-0", version: 4, outcome: .abandoned), at: 5)
        play.hear(HeardContact(word: .ended, id: "caller-1", version: 2, outcome: .failed), at: 5)
        #expect(play.findings[.twice] == 2)
    }

    @Test func whoWasLetInAndHasNoEndIsLost() {
        var play = Self.served()
        #expect(play.missing == [0, 1])
        play.isFound(0, .connected)
        play.isFound(1, nil)
        #expect(play.findings[.lost] == 2)
        var other = Self.served()
        other.isFound(0, .ended)
        #expect(other.findings[.lost] == 0 && other.findings[.heard] == 1)
    }

    @Test func refusalsAndWhatIsNotAnsweredAreFound() throws {
        var play = DayPlay(Self.plan([Caller(arrivalMs: 0, talkMs: 50, patienceMs: 900)], [Shift()]), speed: 100)
        let call = try #require(play.step(0).first { $0.operation == .contactEnqueue })
        var silent = play
        silent.closeBooks()
        #expect(silent.findings[.heard] == 1)
        play.answer(call.token, Answer(refusal: .full), at: 1)
        play.closeBooks()
        #expect(play.findings[.heard] == 1 && play.findings.told(.heard)[0].contains("full"))
        #expect(play.counted == DayTotals(arrived: 0, answered: 0, abandoned: 0))
    }

    @Test func whatThePoolCountsOtherwiseIsFound() {
        var play = Self.served()
        play.areCounted(DayTotals(arrived: 2, answered: 1, abandoned: 1))
        #expect(play.findings.isEmpty)
        play.areCounted(DayTotals(arrived: 2, answered: 2, abandoned: 0))
        #expect(play.findings[.counted] == 1)
    }

    @Test func whoLeavesJustWhenItRingsOrIsAnsweredIsCounted() {
        var play = DayPlay(Self.plan([Caller(arrivalMs: 0, talkMs: 50, patienceMs: 900)], [Shift()]), speed: 100)
        for request in play.step(0) { play.answer(request.token, Answer(), at: 1) }
        play.hear(contact: .offered, of: 0, version: 2, at: 899)
        #expect(play.step(900).contains { $0.operation == .contactCancel })
        play.hear(HeardContact(word: .connected, id: "caller-0", version: 3, agent: "agent-0"), at: 905)
        play.hear(HeardContact(word: .ended, id: "caller-0", version: 4, outcome: .handled), at: 910)
        #expect(play.closeCalls == (1, 1) && play.findings.isEmpty)
        #expect(play.fates == [Fate(waitMs: 905, shift: 0)])
    }
}
