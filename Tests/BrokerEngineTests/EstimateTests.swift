// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// About how long somebody waits: contacts ahead, handling, agents at work and their share, and who leaves.
@Suite struct EstimateTests {
    private static let pec = TopicID(trusted: "pec")

    /// A pool with this many busy agents of `pec`, each in conversation with a contact that came at once.
    private static func busy(_ agents: Int, topics: [String] = ["pec"]) -> Pool {
        var pool = Pool(topics: topics)
        for index in 0..<agents {
            pool.agent("a\(index)", "roma", Pool.profile(topics))
            pool.enter("roma", "pec")
            pool.connect("a\(index)")
        }
        return pool
    }

    private static func estimate(_ pool: Pool, _ number: ContactNumber) -> Int64? {
        #expect(pool.owner.outlook(of: number) == pool.follower.outlook(of: number))
        #expect(pool.owner.outlook(of: number)?.position == pool.owner.position(of: number))
        return pool.owner.outlook(of: number)?.estimatedWaitMs
    }

    /// The agent's conversation is over after so long, wrap-up included; then they are free, or have the next.
    private static func finish(_ pool: inout Pool, _ agent: String, after milliseconds: Int64) {
        guard case .busy(_, let contact)? = pool.owner.agent(AgentID(trusted: agent))?.phase else {
            Issue.record("\(agent) is in no conversation")
            return
        }
        pool.wait(milliseconds)
        pool.report(contact, .ended(.handled), released: false)
        pool.agent(agent)
        pool.connect(agent)
    }

    /// An agent in conversation wants something else, or is not heard.
    private static func tell(_ pool: inout Pool, _ agent: String, _ intent: Intent, _ activity: Activity = .busy) {
        guard case .busy(let offer, let contact)? = pool.owner.agent(AgentID(trusted: agent))?.phase else {
            Issue.record("\(agent) is in no conversation")
            return
        }
        pool.agent(agent, phase: .busy(offer, contact), released: false, intent: intent, activity: activity)
    }

    @Test func whatIsNotMeasuredIsFourMinutesAndTheWrapUp() {
        var pool = Self.busy(2)
        let first = pool.enter()
        let second = pool.enter()
        // 240 s and the topic's 30, by two agents; the second waits for two of them to free.
        #expect(Self.estimate(pool, first) == 135_000 && Self.estimate(pool, second) == 270_000)
        #expect(pool.owner.estimatedWaitMs(Self.pec) == 405_000, "who comes now")
        let before = pool.enter(priority: 200)
        #expect(Self.estimate(pool, before) == 135_000 && Self.estimate(pool, second) == 405_000)
        #expect(pool.owner.handlingMs(Self.pec) == nil)
    }

    @Test func agentsWhoAreAwayDoNotCount() {
        var pool = Self.busy(3)
        let number = pool.enter()
        #expect(Self.estimate(pool, number) == 90_000)
        Self.tell(&pool, "a0", .onBreak)
        #expect(Self.estimate(pool, number) == 135_000)
        Self.tell(&pool, "a1", .available, .unreachable)
        #expect(Self.estimate(pool, number) == 270_000)
        Self.tell(&pool, "a2", .offline)
        #expect(Self.estimate(pool, number) == nil && pool.owner.estimatedWaitMs(Self.pec) == nil)
        pool.step(.detach(SiteID(trusted: "milano")))
        #expect(pool.owner.outlook(of: number)?.position == 1)
        #expect(pool.isSameEverywhere)
    }

    @Test func handlingIsMeasuredWithWrapUpAndForgetsWhatIsLongAgo() {
        var pool = Self.busy(1)
        for _ in 0..<8 {
            pool.enter()
            Self.finish(&pool, "a0", after: 10_000)
        }
        #expect(pool.owner.handlingMs(Self.pec) == 10_000)
        let number = pool.enter()
        #expect(Self.estimate(pool, number) == 10_000)
        // Wrap-up counts: the agent is idle in it, and not free.
        pool.wait(10_000)
        pool.agent("a0", ready: false, activity: .wrapping)
        pool.wait(90_000)
        pool.agent("a0")
        #expect(pool.owner.handlingMs(Self.pec) == 20_000, "eight of 10 s and one of 100 s")
        pool.connect("a0")
        for _ in 0..<1_000 {
            pool.enter()
            Self.finish(&pool, "a0", after: 50_000)
        }
        #expect(abs((pool.owner.handlingMs(Self.pec) ?? 0) - 50_000) < 100)
        #expect(pool.isSameEverywhere)
    }

    @Test func whoLeavesMakesWaitsShorter() {
        var pool = Self.busy(1)
        let numbers = (0..<40).map { _ in pool.enter() }
        let before = Self.estimate(pool, numbers[39])
        #expect(before == 10_800_000)
        pool.wait(60_000)
        for number in numbers[..<20] { pool.report(number, .ended(.abandoned)) }
        // One minute each, and all left: one a minute, where an agent takes four and a half. Twenty steps.
        let serving = 1 / 270.0
        var sum = 0.0
        for place in 0..<20 { sum += 1 / (serving + Double(place) / 60) }
        let after = Self.estimate(pool, numbers[39]) ?? 0
        #expect(abs(Double(after) / 1_000 - sum) < 0.1, "\(after) beside \(sum)")
        #expect(after < (before ?? 0) / 4)
    }

    @Test func agentsWhoServeOthersTooCountForTheirShare() {
        var pool = Self.busy(1, topics: ["pec", "firma"])
        for _ in 0..<60 {
            pool.enter("roma", "pec")
            pool.enter("roma", "firma")
        }
        for _ in 0..<40 { Self.finish(&pool, "a0", after: 10_000) }
        let last = pool.enter("roma", "pec")
        let ahead = (pool.owner.position(of: last) ?? 0) - 1
        let wait = Self.estimate(pool, last) ?? 0
        // Half of the agent's time: two of 10 s for each ahead and for itself.
        let due = Int64(ahead + 1) * 20_000
        #expect(abs(wait - due) < due / 10, "\(wait) beside \(due)")
        let plain = pool.owner.estimatedWaitMs(TopicID(trusted: "firma")) ?? 0
        #expect(plain > 0)
    }

    @Test func whoAsksSomethingWaitsForThoseWhoHaveIt() {
        let it = SkillLevel(skill: SkillID(trusted: "it"), level: 3)
        var pool = Self.busy(4)
        pool.agent("a3", "roma", Pool.profile(["pec"], skills: [it]), phase: .idle, ready: false, activity: .wrapping)
        let asking = pool.enter(requirements: [it])
        #expect(Self.estimate(pool, asking) == 270_000, "one of four has it")
        let plain = pool.enter()
        #expect(Self.estimate(pool, plain) == 135_000, "who asks is ahead")
        let nobody = pool.enter(requirements: [SkillLevel(skill: SkillID(trusted: "en"), level: 1)])
        #expect(Self.estimate(pool, nobody) == nil)
        var routing = Routing.plain
        routing.onlyAgent = AgentID(trusted: "a0")
        let named = pool.enter(routing: routing)
        #expect(Self.estimate(pool, named) == nil, "one agent's next conversation is not known")
        let last = pool.enter()
        #expect(pool.owner.position(of: last) == 5 && Self.estimate(pool, last) == 270_000, "but for the named one")
    }

    @Test func longLinesAreSummedInGroups() {
        for (step, rate) in [(3_000_000, 1 << 14), (300_000, 1 << 20), (60_000_000, 1 << 8)] as [(Int64, Int64)] {
            for ahead in [0, 1, 63, 64, 65, 1_000, 20_000] {
                let share = Double(rate) / Double(1 << 24)
                var exact = 0.0
                for place in 0...ahead { exact += Double(step) / (1 + Double(place) * share) }
                let due = min(exact, 86_400_000_000)
                let sum = Double(Engine.sumUs(step, rate, ahead))
                #expect(
                    abs(sum - due) <= due / 500 + Double(ahead) + 1, "\(step) \(rate) \(ahead): \(sum) beside \(due)")
            }
        }
        #expect(Engine.sumUs(1_000, 0, 9) == 10_000 && Engine.sumUs(.max / 4, 0, 9) == 86_400_000_000)
    }

    @Test func errorsAreCountedFromReports() {
        var pool = Self.busy(1)
        for errorMs in [-1_000, 3_000] as [Int32] {
            let number = pool.enter()
            guard case .busy(_, let contact)? = pool.owner.agent(AgentID(trusted: "a0"))?.phase else { continue }
            pool.report(contact, .ended(.handled), released: false)
            pool.agent("a0")
            guard let offer = pool.offer("a0") else { continue }
            pool.step(
                .contact(
                    ContactReport(
                        number: number, turn: Turn(0), phase: .connected(offer.id, offer.agent), version: 2,
                        topic: Self.pec, priority: 100, estimateErrorMs: errorMs), entry: nil))
            pool.agent("a0", phase: .busy(offer.id, number), released: false)
        }
        let errors = pool.owner.estimateErrors(Self.pec)
        #expect(errors?.count == 2 && errors?.meanMs == 2_000 && errors?.biasMs == 1_000)
        #expect((3_000...3_200).contains(errors?.p90Ms ?? 0))
        #expect(pool.owner.estimateErrors(TopicID(trusted: "other")) == nil)
        #expect(pool.isSameEverywhere)
    }

    /// What came after the rows of a snapshot stands behind them, and only where there is something to say.
    @Test func aSnapshotWithoutFiguresHasTheBytesOfBefore() throws {
        var pool = Pool(topics: ["pec"])
        pool.agent("a0", "roma", Pool.profile(["pec"]))
        let plain = pool.owner.encoded()
        var later = plain
        // A part of a number that nobody knows yet is left out.
        later += [0x63, 0x02, 0x01, 0x02]
        #expect(try Engine(decoding: later).encoded() == plain)
        pool.enter()
        pool.connect("a0")
        let bytes = pool.owner.encoded()
        let read = try Engine(decoding: bytes)
        #expect(read.agents.details[0].worksFor == 0 && read.encoded() == bytes)
        #expect(throws: WireError.self) { try Engine(decoding: plain + [0x01, 0x03, 0x00, 0x01, 0x05]) }
    }
}
