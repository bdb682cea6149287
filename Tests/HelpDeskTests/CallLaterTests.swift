// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import HelpDesk

/// Small traces whose every instant can be reckoned by hand: the first caller keeps the one agent busy, and whoever
/// comes meanwhile is told of more than three minutes.
@Suite struct CallLaterTests {
    private static let busy = Caller(arrivalMs: 0, talkMs: 1_000_000, patienceMs: 0)
    private static let retrying = CallbackRule(attempts: CallLater.attempts, retryAfterMs: CallLater.retryAfterMs)

    private static func caller(_ arrivalMs: Int64, patienceMs: Int64 = 60_000, _ consent: Consent = Consent()) -> Caller
    {
        Caller(arrivalMs: arrivalMs, talkMs: 100_000, patienceMs: patienceMs, consent: consent)
    }

    private static func play(
        _ callers: [Caller], _ rules: TopicRules = .none, agents: Int = 1
    ) -> (fates: [Fate], engine: EngineFigures) {
        var replay = Replay(
            sites: ["roma"], topics: ["pec"], rules: PoolRules(topics: [rules]), fromMs: 0)
        replay.play(callers, by: Array(repeating: Shift(), count: agents), fromMs: 0)
        replay.giveUp()
        var counts = Counts()
        for fate in replay.played.fates { counts.add(fate) }
        #expect(counts.agrees(with: replay.statistics), "\(counts) \(replay.statistics)")
        return (replay.played.fates, replay.statistics)
    }

    private static var rules: TopicRules {
        var rules = TopicRules()
        rules.callback = retrying
        return rules
    }

    // MARK: - Callbacks

    @Test func whoHangsUpKeepsThePlaceThoughPatienceWouldHaveEnded() {
        let fates = Self.play(
            [Self.busy, Self.caller(1_000, Consent(callback: true)), Self.caller(2_000, patienceMs: 9_000_000)],
            Self.rules
        ).fates
        #expect(fates[1].waitMs == 1_000_000 - 1_000 + CallLater.dialMs && fates[1].onLineMs == CallLater.heardAfterMs)
        #expect(fates[1].promise?.kind == .callback && fates[1].engineWaitMs == 999_000)
        #expect(fates[2].waitMs == 1_000_000 + CallLater.dialMs + 100_000 - 2_000 && fates[2].promise == nil)
    }

    @Test func whoSaysNoOrHasLeftByThenIsNotCalled() {
        let fates = Self.play(
            [Self.busy, Self.caller(1_000), Self.caller(2_000, patienceMs: 29_000, Consent(callback: true))], Self.rules
        ).fates
        #expect(fates[1] == Fate(waitMs: 60_000, shift: nil) && fates[2] == Fate(waitMs: 29_000, shift: nil))
    }

    @Test func whoIsToldOfAShortWaitIsOfferedNothing() {
        let callers = [Self.busy, Self.busy, Self.caller(1_000, Consent(callback: true))]
        #expect(Self.play(callers, Self.rules, agents: 2).fates[2] == Fate(waitMs: 60_000, shift: nil))
    }

    @Test func whatCallersAreToldIsHeldAgainstHowLongTheyWait() {
        var replay = Replay(sites: ["roma"], topics: ["pec"], fromMs: 0)
        let callers = [Self.busy, Self.caller(1_000, patienceMs: 9_000_000), Self.caller(2_000)]
        replay.play(callers, by: [Shift()], fromMs: 0)
        let told = ToldWaits(replay.estimateErrors(topic: 0))
        // One was told of a conversation of 4.5 minutes, with wrap-up, and waited for 999 s; the other has left.
        #expect(told.count == 1 && abs(told.meanError - (999.0 / 60 - 4.5)) < 0.01)
        let both = told + ToldWaits(nil) + told
        #expect(both.count == 2 && both.meanExcess == -told.meanError)
    }

    @Test func whoMissesACallIsCalledAgainInTheSamePlace() {
        let fates = Self.play(
            [
                Self.busy, Self.caller(1_000, Consent(callback: true, missedCalls: 1)),
                Caller(arrivalMs: 2_000, talkMs: 700_000, patienceMs: 9_000_000),
                Self.caller(3_000, patienceMs: 9_000_000),
            ], Self.rules
        ).fates
        // Called in vain for 36 s; the next caller is served, and then it is due again, before who came later.
        let second = 1_000_000 + CallLater.missedMs + 700_000
        #expect(fates[2].waitMs == 1_000_000 + CallLater.missedMs - 2_000)
        #expect(fates[1].waitMs == second + CallLater.dialMs - 1_000 && fates[1].promise?.calls == 2)
        #expect(fates[3].waitMs == second + CallLater.dialMs + 100_000 - 3_000)
    }

    @Test func whoMissesEveryCallIsNeverAnsweredThoughTheEngineHasAnAgentWithThem() {
        let (fates, engine) = Self.play(
            [Self.busy, Self.caller(1_000, Consent(callback: true, missedCalls: 2))], Self.rules)
        let second = 1_000_000 + CallLater.missedMs + CallLater.retryAfterMs
        #expect(!fates[1].isAnswered && fates[1].waitMs == second + CallLater.missedMs - 1_000)
        #expect(fates[1].promise?.calls == 2 && engine.answered == 2 && engine.open == 0)
    }

    @Test func whoIsStillToBeCalledWhenNobodyComesAnyMoreIsGivenUp() {
        var replay = Replay(
            sites: ["roma"], topics: ["pec"], rules: PoolRules(topics: [Self.rules]), fromMs: 0)
        let callers = [Self.busy, Self.caller(1_000, Consent(callback: true))]
        replay.play(callers, by: [Shift(endMs: 500_000)], fromMs: 0, untilMs: 5_000_000)
        #expect(replay.statistics.open == 1)
        replay.play([], by: [], fromMs: 5_000_000)
        replay.giveUp()
        #expect(replay.played.fates[1].promise?.calls == 0 && replay.statistics.lostOtherwise == 1)
        #expect(replay.statistics.open == 0)
    }

    @Test func whoWaitsOvernightIsCalledFirstInTheMorning() {
        var replay = Replay(
            sites: ["roma"], topics: ["pec"], rules: PoolRules(topics: [Self.rules]), fromMs: 0)
        let callers = [Self.busy, Self.caller(1_000, Consent(callback: true))]
        replay.play(callers, by: [Shift(endMs: 500_000)], fromMs: 0, untilMs: 5_000_000)
        replay.play([Self.caller(5_000_000, patienceMs: 9_000_000)], by: [Shift()], fromMs: 5_000_000)
        let waitMs = 5_000_000 + CallLater.dialMs
        #expect(replay.played.fates.map(\.waitMs) == [0, waitMs - 1_000, waitMs + 100_000 - 5_000_000])
    }

    // MARK: - Appointments

    private static func appointments(perSlot: UInt32, slotMs: Int64, days: UInt8, priority: UInt8? = nil) -> TopicRules
    {
        var rules = rules
        rules.appointments = AppointmentRule(perSlot: perSlot, slotMs: slotMs, days: days, priority: priority)
        return rules
    }

    @Test func appointmentsAreCalledAtTheirTimeAndNoSlotIsGivenTwice() {
        let callers = [Self.busy] + (1...3).map { Self.caller($0 * 1_000, Consent(appointment: true)) }
        let rules = Self.appointments(perSlot: 1, slotMs: CallLater.slotMs, days: 7)
        let fates = Self.play(callers, rules).fates
        for (index, fate) in fates.enumerated().dropFirst() {
            let slotMs = Int64(index) * CallLater.slotMs
            #expect(fate.promise?.kind == .appointment && fate.onLineMs == CallLater.heardAfterMs)
            #expect(fate.promise?.agreedAfterMs == slotMs - callers[index].arrivalMs && fate.engineWaitMs == 0)
            #expect(fate.waitMs == slotMs + CallLater.dialMs - callers[index].arrivalMs)
        }
    }

    @Test func whereEverySlotIsGivenTheCallerTakesACallbackOrWaits() {
        let both = Consent(appointment: true, callback: true)
        let callers =
            [Self.busy] + (1...3).map { Self.caller($0 * 1_000, both) }
            + [Self.caller(4_000, Consent(appointment: true))]
        // Two slots of half a day within a day.
        let rules = Self.appointments(perSlot: 1, slotMs: 43_200_000, days: 1)
        let fates = Self.play(callers, rules).fates
        #expect(fates.dropFirst().map { $0.promise?.kind } == [.appointment, .appointment, .callback, nil])
        #expect(fates[4] == Fate(waitMs: 60_000, shift: nil))
    }

    @Test func appointmentsOfALowerPriorityComeAfterAllWhoAreOnTheLine() {
        let talk = Caller(arrivalMs: 1_700_000, talkMs: 200_000, patienceMs: 0)
        let callers = [
            Self.busy, Self.caller(1_000, Consent(appointment: true)), talk,
            Self.caller(1_850_000, patienceMs: 9_000_000),
        ]
        let waits = ([nil, 50] as [UInt8?]).map { priority in
            let rules = Self.appointments(perSlot: 1, slotMs: CallLater.slotMs, days: 7, priority: priority)
            return Self.play(callers, rules).fates.map(\.waitMs)
        }
        // The agent is free 100 s after the time agreed: the appointment is first, as who came then; or the caller is.
        #expect(waits[0][1] == 1_900_000 + CallLater.dialMs - 1_000)
        #expect(waits[0][3] == 1_900_000 + CallLater.dialMs + 100_000 - 1_850_000)
        #expect(waits[1][3] == 50_000 && waits[1][1] == 2_000_000 + CallLater.dialMs - 1_000)
    }

    // MARK: - Others after a time

    private static var asking: TopicRules {
        var step = RelaxStep(afterMs: 60_000)
        step.addTopic = TopicID(trusted: "everybody")
        var rules = TopicRules()
        rules.relax = [step]
        return rules
    }

    @Test func afterAMinuteWhoeverIsFreeMayBeAskedAndThePlaceIsKept() {
        var replay = Replay(
            sites: ["roma"], topics: ["pec", "firma", "everybody"],
            rules: PoolRules(topics: [Self.asking, Self.asking, .none]), fromMs: 0)
        var firma = Caller(arrivalMs: 0, talkMs: 80_000, patienceMs: 0)
        firma.topic = 1
        var late = Self.caller(70_000, patienceMs: 9_000_000)
        late.topic = 1
        let callers = [
            Self.busy, firma, Self.caller(1_000, patienceMs: 9_000_000), Self.caller(2_000, patienceMs: 9_000_000),
            late,
        ]
        replay.play(callers, by: [Shift(topics: [0, 2]), Shift(topics: [1, 2], unusualTopics: [0])], fromMs: 0)
        // The second agent is free after 80 s, and takes those of the first topic before who came later for the second.
        #expect(
            replay.played.fates.dropFirst(2) == [
                Fate(waitMs: 79_000, shift: 1), Fate(waitMs: 188_000, shift: 1), Fate(waitMs: 230_000, shift: 1),
            ])
    }

    @Test func whoIsFreeElsewhereIsAskedWhenTheMinuteIsOver() {
        var replay = Replay(
            sites: ["roma"], topics: ["pec", "everybody"], rules: PoolRules(topics: [Self.asking, .none]), fromMs: 0)
        let callers = [Self.busy, Self.caller(1_000), Self.caller(2_000, patienceMs: 59_000)]
        replay.play(callers, by: [Shift(topics: [0, 1]), Shift(topics: [1])], fromMs: 0)
        #expect(replay.played.fates[1] == Fate(waitMs: 60_000, shift: 1))
        #expect(replay.played.fates[2] == Fate(waitMs: 59_000, shift: nil))
    }
}
