// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import LoadHarness
@testable import PoolKit

@Suite("What a part makes of answers")
struct AnswerTests {
    /// One contact, which comes after a second of a load of a second.
    private var single: Scenario {
        var scenario = Samples.scenario
        scenario.pace.rate = 1
        scenario.pace.answerWithin = 1_000_000_000
        return scenario
    }

    /// The load's only contact has come and was acknowledged; nobody offers it, and the load is over.
    private func closing() -> PartRig {
        var rig = PartRig(single)
        rig.start()
        rig.pass(milliseconds: 1_000)
        rig.answer(.contactEnqueue, Answer(version: 1, state: .waiting, claim: "10", topic: "pec"))
        rig.pass(milliseconds: 1_001)
        #expect(rig.part.phase == .drained)
        rig.close()
        rig.pass(milliseconds: 1)
        return rig
    }

    private let ended = Answer(version: 2, state: .ended, claim: "10", topic: "pec")

    @Test("One that was told to end, and has not, is lost; so is one that is not known")
    func lost() {
        for last in [Answer(version: 1, state: .waiting), Answer(refusal: .notFound)] {
            var rig = closing()
            rig.answer(.contactCancel, ended)
            // No event tells of its end: it is asked for.
            rig.pass(milliseconds: 2_100)
            #expect(rig.part.phase == .asking)
            rig.answer(.contactGet, last)
            rig.pass(milliseconds: 1)
            #expect(rig.part.phase == .leaving && rig.part.figures.findings[.lost] == 1)
            #expect(rig.part.figures.hearing.unknown == 0)
        }
    }

    @Test("One whose cancel was not answered, or of which nobody says anything, is unknown and not lost")
    func unknown() {
        var untold = closing()
        untold.pass(milliseconds: 2_100)
        untold.answer(.contactGet, Answer(version: 1, state: .waiting))
        var silent = closing()
        silent.answer(.contactCancel, ended)
        silent.pass(milliseconds: 2_100)
        #expect(silent.count(.contactGet) == 1)
        silent.pass(milliseconds: 2_100)
        var refused = closing()
        refused.answer(.contactCancel, ended)
        refused.pass(milliseconds: 2_100)
        refused.answer(.contactGet, Answer(refusal: .forbidden))
        for var rig in [untold, silent, refused] {
            rig.pass(milliseconds: 1)
            #expect(rig.part.phase == .leaving)
            #expect(rig.part.figures.findings.total == 0 && rig.part.figures.hearing.unknown == 1)
        }
    }

    @Test("A question put off is asked again before anybody is judged")
    func putOff() {
        var rig = closing()
        rig.answer(.contactCancel, ended)
        rig.pass(milliseconds: 2_100)
        rig.answer(.contactGet, Answer(refusal: .unavailable))
        rig.pass(milliseconds: 199)
        #expect(rig.part.phase == .asking && rig.count(.contactGet) == 0)
        rig.pass(milliseconds: 2)
        rig.answer(.contactGet, ended)
        rig.pass(milliseconds: 1)
        #expect(rig.part.phase == .leaving && rig.part.figures.findings.total == 0)
        #expect(rig.part.figures.hearing.unknown == 0)
    }

    @Test("A load does not begin before every login was let in, one put off too")
    func logins() {
        var rig = PartRig(single)
        rig.pass(milliseconds: 1)
        #expect(rig.count(.agentLogin) == 2)
        rig.answer(.agentLogin, Answer(version: 1))
        rig.answer(.agentLogin, Answer(refusal: .unavailable))
        rig.pass(milliseconds: 199)
        #expect(rig.part.phase == .login && rig.count(.agentLogin) == 0)
        rig.pass(milliseconds: 2)
        rig.answer(.agentLogin, Answer(version: 1))
        rig.pass(milliseconds: 1)
        #expect(rig.part.phase == .ready && rig.part.failure == nil)
    }

    @Test("A part that is told the end together with its order ends")
    func orphan() throws {
        let order = Samples.order(single)
        let batch: [PartInput] = [.parent(.order(order)), .parent(.stop), .parent(.close)]
        let (found, rest) = try #require(PartDriver.order(from: batch))
        #expect(found == order && rest.count == 2 && PartDriver.order(from: [.parent(.stop)]) == nil)
        var part = LoadPart(order)
        for input in rest { part.take(input, 0) }
        for step in 1...5_000 { _ = part.step(Int64(step) * 1_000_000) }
        #expect(part.phase == .over)
    }

    @Test("A cancel that is answered before the enqueue is that of a contact there is, unless it has no claim or topic")
    func overtaking() {
        var scenario = single
        scenario.topics[0].patience = .always(nanoseconds: 10_000_000)
        func cancelled(_ answer: Answer) -> PartRig {
            var rig = PartRig(scenario)
            rig.start()
            rig.pass(milliseconds: 1_011)
            #expect(rig.count(.contactEnqueue) == 1)
            rig.answer(.contactCancel, answer)
            return rig
        }
        var known = cancelled(ended)
        #expect(known.part.callers.count == 1)
        known.contact(.connected, 3, agent: "a")
        #expect(known.part.figures.findings[.twice] == 1)
        let unknown = cancelled(Answer(version: 1, state: .ended))
        #expect(unknown.part.callers.isEmpty)
    }

    @Test("An event that comes again moves nobody back, and nothing is done twice")
    func again() {
        var rig = PartRig(single)
        rig.start()
        rig.pass(milliseconds: 1_000)
        rig.answer(.contactEnqueue, Answer(version: 1, state: .waiting, claim: "10", topic: "pec"))
        rig.contact(.queued, 1)
        rig.contact(.offered, 2, agent: "L1-a0")
        rig.contact(.revoked, 3)
        rig.contact(.offered, 4, agent: "L1-a0")
        rig.contact(.connected, 5, agent: "L1-a0")
        rig.contact(.revoked, 3)
        rig.contact(.connected, 5, agent: "L1-a0")
        #expect(rig.part.callers.values.map(\.place) == [.connected])
        #expect(rig.part.figures.counts[.putBack] == 1 && rig.part.figures.counts[.connected] == 1)
        for _ in 0..<2 { rig.agent(.connected, 5) }
        rig.pass(milliseconds: 101)
        #expect(rig.count(.contactEnd) == 1)
    }

    @Test("What was due while measured is timed, however late it comes; what was due before is not")
    func measured() throws {
        /// A conversation that begins so long after its contact came, and the time its accept took.
        func connect(_ milliseconds: Int, warmUp: Int64 = 0) -> PartRig {
            var scenario = single
            scenario.pace.warmUp = warmUp
            scenario.pace.drain = 5_000_000_000
            var rig = PartRig(scenario)
            rig.start()
            rig.pass(milliseconds: 1_000)
            rig.agent(.offer, 1, offer: "1.1")
            rig.pass(milliseconds: 1)
            #expect(rig.count(.offerAccept) == 1)
            rig.pass(milliseconds: milliseconds)
            rig.agent(.connected, 2, offer: "1.1")
            return rig
        }
        let late = try #require(connect(500).part.figures.latencies[.connect])
        #expect(late.count == 1 && late.max > 499_000)
        #expect(connect(500, warmUp: 1_200_000_000).part.figures.latencies[.connect] == nil)
    }

    @Test("The end of a conversation is timed by when it was due, too", arguments: [(800, 1), (950, 0)])
    func measuredEnds(_ begins: Int, _ timed: Int) {
        var scenario = single
        scenario.pace.drain = 5_000_000_000
        var rig = PartRig(scenario)
        rig.start()
        rig.pass(milliseconds: begins)
        rig.agent(.offer, 1, offer: "1.1")
        rig.agent(.connected, 2, offer: "1.1")
        // It lasts 100 ms; the load is measured for a second.
        rig.pass(milliseconds: 500)
        rig.answer(.contactEnd, ended)
        let ends = rig.part.figures.latencies[.end]
        #expect(ends?.count ?? 0 == timed && (timed == 0 || ends?.max ?? 0 > 399_000))
    }

    @Test("An accept without an answer is accepted again when the offer rings again, and timed from the first")
    func acceptedAgain() throws {
        var scenario = single
        scenario.pace.answerWithin = 200_000_000
        scenario.pace.drain = 5_000_000_000
        var rig = PartRig(scenario)
        rig.start()
        rig.pass(milliseconds: 900)
        rig.agent(.offer, 1, offer: "1.1")
        rig.pass(milliseconds: 1)
        #expect(rig.count(.offerAccept) == 1)
        rig.ignore(.offerAccept)
        rig.pass(milliseconds: 1_000)
        rig.agent(.offer, 1, offer: "1.1")
        rig.pass(milliseconds: 1)
        #expect(rig.count(.offerAccept) == 1)
        rig.agent(.connected, 2, offer: "1.1")
        #expect(try #require(rig.part.figures.latencies[.connect]).max > 1_000_000)
    }

    @Test("An event without what all events bear is none of the contract; one of an unknown word is passed over")
    func common() throws {
        func fields(_ text: String) throws -> PlainFields { try PlainFields(Array(text.utf8)) }
        let whole = #"{"event":"queued","id":"c","version":1,"at":5}"#
        #expect(try HeardContact(fields(whole))?.version == 1)
        #expect(try HeardAgent(fields(whole)) == nil)
        for part in [#""event":"queued","#, #""id":"c","#, #""version":1,"#] {
            let text = whole.replacing(part, with: "")
            #expect(throws: ContractError.self) { try HeardContact(fields(text)) }
            #expect(throws: ContractError.self) { try HeardAgent(fields(text)) }
        }
        #expect(throws: ContractError.self) { try HeardContact(fields(whole.replacing(#","at":5"#, with: ""))) }
        var part = LoadPart(Samples.order(single))
        part.take(.unreadable("no JSON"), 0)
        #expect(part.figures.findings[.document] == 1)
    }
}
