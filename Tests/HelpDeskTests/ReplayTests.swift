// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HelpDesk

@Suite struct ReplayTests {
    private static func play(_ callers: [Caller], _ shifts: [Shift]) -> Played {
        var replay = Replay(sites: ["roma", "milano"], topics: ["pec", "firma"], fromMs: 0)
        replay.play(callers, by: shifts, fromMs: 0)
        return replay.played
    }

    @Test func aBreakIsTakenWholeAfterTheConversationThatItFell() {
        let shift = Shift(breakAtMs: 5, breakMs: 100)
        let callers = [
            Caller(arrivalMs: 0, talkMs: 10, patienceMs: 0), Caller(arrivalMs: 1, talkMs: 10, patienceMs: 1_000),
        ]
        #expect(Self.play(callers, [shift]).fates[1] == Fate(waitMs: 109, shift: 0))
    }

    @Test func aBreakBeginsAtOnceForWhoIsFree() {
        let caller = Caller(arrivalMs: 5, talkMs: 1, patienceMs: 1_000)
        #expect(Self.play([caller], [Shift(breakAtMs: 5, breakMs: 100)]).fates[0] == Fate(waitMs: 100, shift: 0))
    }

    @Test func nobodyIsAnsweredAfterTheShiftNotEvenAfterALateBreak() {
        let shift = Shift(breakAtMs: 5, breakMs: 100, endMs: 50)
        let callers = [
            Caller(arrivalMs: 0, talkMs: 40, patienceMs: 0), Caller(arrivalMs: 1, talkMs: 10, patienceMs: 500),
        ]
        #expect(Self.play(callers, [shift]).fates[1] == Fate(waitMs: 500, shift: nil))
    }

    @Test func whoseShiftEndsAsACallerComesLeavesThemUnanswered() {
        let caller = Caller(arrivalMs: 50, talkMs: 1, patienceMs: 0)
        #expect(Self.play([caller], [Shift(endMs: 50)]).fates[0] == Fate(waitMs: 0, shift: nil))
    }

    @Test func anAgentAnswersOnlyTheTopicsServed() {
        let caller = Caller(arrivalMs: 0, talkMs: 1, patienceMs: 7, topic: 1)
        #expect(Self.play([caller], [Shift(topics: [0])]).fates[0] == Fate(waitMs: 7, shift: nil))
        #expect(Self.play([caller], [Shift(topics: [0]), Shift(site: 1, topics: [0, 1])]).fates[0].shift == 1)
    }

    @Test func anUnusualTopicTakesATenthLonger() {
        let callers = [
            Caller(arrivalMs: 0, talkMs: 100, patienceMs: 0, topic: 1),
            Caller(arrivalMs: 1, talkMs: 100, patienceMs: 1_000),
        ]
        #expect(Self.play(callers, [Shift(topics: [0, 1], unusualTopics: [1])]).fates[1].waitMs == 109)
    }

    @Test func agentsComeAgainOnAnotherDayAndServeWhatTheyAreToldThen() {
        var replay = Replay(sites: ["roma"], topics: ["pec", "firma"], fromMs: 0)
        let caller = Caller(arrivalMs: 0, talkMs: 1, patienceMs: 0)
        replay.play([caller], by: [Shift(endMs: 10)], fromMs: 0)
        #expect(replay.played.isAnswered(0))
        let next = Caller(arrivalMs: 20, talkMs: 1, patienceMs: 0)
        let shifts = [Shift(topics: [1], endMs: 30), Shift(endMs: 30)]
        replay.play([next], by: shifts, fromMs: 15)
        #expect(replay.played.fates[1].shift == 1)
        #expect(replay.statistics.answered == 2)
    }
}
