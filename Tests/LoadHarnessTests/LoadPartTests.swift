// SPDX-License-Identifier: Apache-2.0
import BrokerContract
import Testing

@testable import LoadHarness
@testable import PoolKit

@Suite("A part of a load")
struct LoadPartTests {
    private static let second: Int64 = 1_000_000_000

    /// Runs parts in virtual time, a millisecond a step, until they are over.
    ///
    /// - Parameters:
    ///   - wrapUp: The topic's, nanoseconds.
    ///   - cancelsAfter: How long the answer to a cancel takes, nanoseconds.
    ///   - hearing: What all hear at each step.
    private func run(
        _ scenario: Scenario, parts: Int = 1, fault: PretendBroker.Fault? = nil, skips: Bool = false,
        wrapUp: Int64 = 0, cancelsAfter: Int64 = 0, hearing: PartInput? = nil, stopAfter: Int64? = nil
    ) throws -> PartFigures {
        var broker = PretendBroker(fault, skips: skips, wraps: wrapUp > 0)
        var all = (0..<parts).map { LoadPart(Samples.order(scenario, part: $0, parts: parts, wrapUp: wrapUp)) }
        var slow = Agenda<(asker: Int, send: Send)>()
        var hasStarted = false
        var hasClosed = false
        for step in 1...60_000 {
            let now = Self.second + Int64(step) * 1_000_000
            if let hearing { tell(hearing, from: 0, &all, now) }
            while let (late, _) = slow.take(dueBy: now) {
                for input in try broker.take(late.send, at: now) { tell(input, from: late.asker, &all, now) }
            }
            for index in all.indices {
                for send in all[index].step(now) {
                    all[index].sent(send, at: now)
                    if send.operation == .contactCancel, cancelsAfter > 0 {
                        slow.add((index, send), at: now + cancelsAfter)
                        continue
                    }
                    for input in try broker.take(send, at: now) { tell(input, from: index, &all, now) }
                }
            }
            if !hasStarted, all.allSatisfy({ $0.phase == .ready }) {
                hasStarted = true
                for index in all.indices { all[index].start(at: now + 1_000_000) }
            }
            if let stopAfter, now == Self.second + stopAfter { for index in all.indices { all[index].stop(now) } }
            if !hasClosed, all.allSatisfy({ $0.phase == .drained }) {
                hasClosed = true
                for index in all.indices { all[index].close(now) }
            }
            if all.allSatisfy({ $0.phase == .over }) { break }
        }
        #expect(all.allSatisfy { $0.phase == .over })
        return all.reduce(into: PartFigures()) { $0.add($1.figures) }
    }

    /// An answer is for who asked, what is published for all.
    private func tell(_ input: PartInput, from asker: Int, _ all: inout [LoadPart], _ now: Int64) {
        if case .answer = input { return all[asker].take(input, now) }
        for index in all.indices { all[index].take(input, now) }
    }

    /// More calls than the two agents can take at once, so that there is a line.
    private var crowded: Scenario {
        var scenario = Samples.scenario
        scenario.pace.rate = 40
        scenario.pace.drain = 5_000_000_000
        return scenario
    }

    /// The same, and its callers leave, are dropped and call again.
    private var impatient: Scenario {
        var scenario = crowded
        scenario.topics[0].patience = .always(nanoseconds: 200_000_000)
        scenario.callers = CallerScenario(
            drops: 0.2, dropAfter: .always(nanoseconds: 50_000_000), redials: 1,
            redialAfter: .always(nanoseconds: 100_000_000))
        return scenario
    }

    private func report(_ figures: PartFigures, _ scenario: Scenario) -> LoadReport {
        LoadReport(
            LoadRun(
                name: "test", scenario: scenario, sites: ["roma", "milano"], processes: 1, startedAt: "",
                wasStopped: false, cores: 2, loadAverage: 0, figures: figures))
    }

    @Test("A broker that keeps its word passes every check, with one process and with three", arguments: [1, 3])
    func good(_ parts: Int) throws {
        let figures = try run(crowded, parts: parts)
        #expect(figures.findings.total == 0, "\(figures.findings)")
        #expect(figures.counts[.arrived] == 40 && figures.counts[.acknowledged] == 40)
        #expect(figures.counts[.handled] == 40 && figures.counts[.connected] == 40 && figures.counts[.left] == 0)
        #expect(figures.counts[.failed] == 0 && figures.counts[.cutShort] == 0 && figures.hearing.gaps == 0)
        #expect(figures.checked[.order] == 39 && figures.checked[.claim] == 40 && figures.checked[.lost] == 40)
        #expect(figures.lateness.sends == 120 && figures.lateness.late == 0)
        // Two agents take a contact each 100 ms: the last of 40 waits for a second.
        let wait = try #require(figures.latencies[.wait])
        #expect(wait.count == 40 && abs(wait.max - 950_000) < 100_000)
        // Whatever the line: each was offered at once when contact and agent were free.
        #expect(try #require(figures.latencies[.offer]).max <= 1_100)
        #expect(figures.intervals.map { $0.counts[.arrived] }.reduce(0, +) == 40)
        #expect(figures.intervals.map(\.waiting).max() ?? 0 > 10)
    }

    @Test(
        "Each way to break a promise is found by the check for it", arguments: PretendBroker.Fault.allCases, [1, 3])
    func faults(_ fault: PretendBroker.Fault, _ parts: Int) throws {
        var scenario = fault == .renumbersRedial ? impatient : crowded
        scenario.pace.answerWithin = 100_000_000
        let figures = try run(scenario, parts: parts, fault: fault)
        #expect(figures.findings[fault.check] > 0, "\(figures.findings)")
        let others = Check.allCases.filter { $0 != fault.check && figures.findings[$0] > 0 }
        #expect(others.isEmpty, "\(figures.findings)")
    }

    @Test("Who loses patience or the line leaves, calls again with the claim number, and is none lost")
    func leaving() throws {
        let figures = try run(impatient)
        let counts = figures.counts
        #expect(figures.findings.total == 0, "\(figures.findings)")
        #expect(counts[.left] > 0 && counts[.dropped] > 0 && counts[.redialled] > 0)
        #expect(counts[.arrived] == 40 + counts[.redialled])
        #expect(counts[.handled] + counts[.left] == counts[.arrived])
    }

    @Test("Contacts that are never offered make no good load: those sent away at the end, and those who leave")
    func passingOver() throws {
        var scenario = Samples.scenario
        scenario.pace.answerWithin = 100_000_000
        let stays = report(try run(scenario, skips: true), scenario)
        #expect(stays.checks.values.allSatisfy { $0.found == 0 } && stays.verdict == .notHeld)
        #expect(stays.counts[.cutShort] == 5 && stays.counts[.passedOver] == 5)
        scenario.topics[0].patience = .always(nanoseconds: 350_000_000)
        let leaves = report(try run(scenario, skips: true), scenario)
        #expect(leaves.verdict == .notHeld && leaves.counts[.cutShort] == 0 && leaves.counts[.failed] == 0)
        #expect(leaves.counts[.passedOver] == 5 && leaves.remarks.contains { $0.contains("without an offer") })
        // With a line, and nobody free for long, those who leave were not passed over.
        scenario = impatient
        scenario.pace.answerWithin = 100_000_000
        let busy = report(try run(scenario), scenario)
        #expect(busy.verdict == .kept && busy.counts[.left] ?? 0 > 0 && busy.counts[.passedOver] == 0)
        // Nor is it known who was free where sites are cut off or connections were lost.
        scenario = Samples.scenario
        scenario.pace.answerWithin = 100_000_000
        for missed in [PartInput.stats(hasIslands: true), .reconnected] {
            #expect(try run(scenario, skips: true, hearing: missed).counts[.passedOver] == 0)
        }
    }

    @Test("Order is not judged where sites are cut off, something was dropped or connections were lost")
    func hearingLittle() throws {
        for missed in [PartInput.stats(hasIslands: true), .dropped, .disconnected, .reconnected] {
            let figures = try run(crowded, fault: .servesLastFirst, hearing: missed)
            #expect(figures.findings.total == 0, "\(missed): \(figures.findings)")
        }
        let quiet = try run(crowded, fault: .servesLastFirst, hearing: .stats(hasIslands: false))
        #expect(quiet.findings[.order] > 0)
    }

    @Test("However long the line at the end and slow the answers, everybody is sent away and nobody taken for lost")
    func longGoodbye() throws {
        var scenario = crowded
        scenario.pace.rate = 400
        scenario.pace.drain = 0
        scenario.pace.answerWithin = 100_000_000
        let figures = try run(scenario, cancelsAfter: 90_000_000)
        #expect(figures.counts[.cutShort] > 300 && figures.counts[.handled] + figures.counts[.left] == 400)
        #expect(figures.findings.total == 0 && figures.hearing.unknown == 0, "\(figures.findings)")
    }

    @Test("The end of a wrap-up is timed from when it was due")
    func wrapUps() throws {
        var scenario = Samples.scenario
        scenario.topics[0].wrapUp = .always(nanoseconds: 50_000_000)
        let figures = try run(scenario, wrapUp: 1_000_000_000)
        let wrapUp = try #require(figures.latencies[.wrapUp])
        #expect(wrapUp.count > 5 && wrapUp.max <= 1_100)
        #expect(try run(Samples.scenario).latencies[.wrapUp] == nil)
    }

    @Test("Agents who reject or do not answer do so as often as they are said to")
    func moods() {
        let group = AgentScenario(
            name: "all", count: 1, topics: ["pec": 1], channels: [.voice], acceptDelay: .always(nanoseconds: 7),
            rejects: 0.2, noAnswers: 0.1)
        var desk = Desk(0, seed: 1, group: group)
        let reactions = (1...4_000).compactMap { number in
            desk.hears(HeardAgent(word: .offer, id: "a", version: number, offer: "1.\(number)", contact: "c"))
        }
        #expect(reactions.count == 4_000)
        let rejects = reactions.count { if case .reject(_, after: 7) = $0 { true } else { false } }
        #expect(abs(Double(rejects) / 4_000 - 0.2) < 0.02)
        #expect(abs(Double(reactions.count { $0 == .ignore }) / 4_000 - 0.1) < 0.02)
        // One that rings again is answered once.
        #expect(desk.hears(HeardAgent(word: .offer, id: "a", version: 9_999, offer: "1.4000", contact: "c")) == nil)
    }

    @Test("A wrap-up whose end was missed is not timed at the end of the next")
    func missedWrapUp() {
        let group = AgentScenario(name: "all", count: 1, topics: ["pec": 1], channels: [.voice])
        var desk = Desk(0, seed: 1, group: group)
        desk.wrapUpDue = 5
        _ = desk.hears(HeardAgent(word: .offer, id: "a", version: 3, offer: "1.1", contact: "c"))
        #expect(desk.hears(HeardAgent(word: .state, id: "a", version: 4, activity: .idle)) == nil)
        desk.wrapUpDue = 6
        let rest = desk.hears(HeardAgent(word: .state, id: "a", version: 5, activity: .idle))
        #expect(rest == .rest(wrapUpDue: 6))
    }

    @Test("Stopped early, it lets those there end, and reports what was seen")
    func stopping() throws {
        let figures = try run(crowded, stopAfter: 500_000_000)
        #expect(figures.findings.total == 0 && (10...25).contains(figures.counts[.arrived]))
        #expect(figures.counts[.handled] + figures.counts[.left] == figures.counts[.arrived])
    }

    @Test("Who is still there at the end is sent away, and counted")
    func cutShort() throws {
        var scenario = crowded
        scenario.pace.drain = 0
        let figures = try run(scenario)
        #expect(figures.findings.total == 0, "\(figures.findings)")
        #expect(figures.counts[.cutShort] > 0)
        #expect(figures.counts[.handled] + figures.counts[.left] == 40)
    }

    @Test("A request without an answer is repeated, then counted as a failure")
    func silence() throws {
        var scenario = Samples.scenario
        scenario.pace.answerWithin = 100_000_000
        var part = LoadPart(Samples.order(scenario))
        var tries = 0
        for step in 1...20_000 where part.phase < .over {
            tries += part.step(Int64(step) * 1_000_000).count { $0.operation == .agentLogin }
        }
        #expect(tries == 2 * PendingRequest.triesMax)
        #expect(part.figures.failures["agent.login no answer"] == 2)
        // Without its agents it is no load.
        #expect(part.failure?.contains("cannot log in") == true && part.phase == .over)
    }

    @Test("Ids tell who they are, and whether they are of this load")
    func names() {
        let names = LoadNames(run: "Lab12")
        for key in [ContactKey(index: 0), ContactKey(index: 71, attempt: 2)] {
            #expect(names.contact(names.contact(key)) == key)
        }
        #expect(names.agent(names.agent(5)) == 5)
        for id in ["Lab12-a5", "Lab13-c5", "Lab12-c", "Lab12-c1-2-3", "Lab12-cx", ""] {
            #expect(names.contact(id) == nil, "\(id)")
        }
    }

    @Test("Agents serve the topics of their group, others than the next agent's")
    func roster() {
        var scenario = Samples.scenario
        scenario.topics.append(TopicScenario(name: "t", count: 5))
        scenario.agents = [
            AgentScenario(name: "a", count: 2, topics: ["pec": 3], channels: [.voice]),
            AgentScenario(name: "b", count: 3, topics: ["t": 1], spread: 2, channels: [.mail, .chat]),
        ]
        let roster = Roster(scenario, names: LoadNames(run: "L1"), sites: 2)
        #expect(roster.count == 5 && (0..<5).map(roster.site) == [0, 1, 0, 1, 0])
        #expect(roster.login(1).topics == ["pec": 3] && roster.login(1).channels == ["voice": 1])
        #expect(roster.login(2).topics == ["t-1": 1, "t-2": 1] && roster.login(3).topics == ["t-3": 1, "t-4": 1])
        #expect(roster.login(4).topics == ["t-5": 1, "t-1": 1] && roster.login(4).channels == ["mail": 1, "chat": 1])
    }
}
