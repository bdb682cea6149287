// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// Customers who are called before any agent is asked: when it is time, and who is offered them.
@Suite struct CustomerCallTests {
    private static func pool(_ names: [String] = ["pec"]) -> Pool {
        var topics = names.map { TopicSettings(topic: TopicID(trusted: $0)) }
        for index in topics.indices { topics[index].rules.customerRingMs = 45_000 }
        return Pool(topics: topics)
    }

    private static func routing(_ pool: Pool, _ call: CustomerCall?) -> Routing {
        var routing = Routing.plain
        routing.dueAt = call == .reached || call == nil ? nil : pool.now
        routing.call = call
        return routing
    }

    private static func due(
        _ pool: inout Pool, _ topic: String = "pec", requirements: [SkillLevel] = []
    ) -> ContactNumber {
        let routing = routing(pool, .due)
        let number = pool.enter("roma", topic, requirements: requirements, routing: routing, channel: .callback)
        pool.wait(10)
        return number
    }

    private static func say(_ pool: inout Pool, _ number: ContactNumber, _ call: CustomerCall) {
        pool.report(number, .waiting, routing: routing(pool, call))
    }

    private static func login(
        _ pool: inout Pool, _ name: String, _ topics: [String] = ["pec"], skills: [SkillLevel] = []
    ) {
        let profile = AgentProfile(
            node: NodeID(trusted: "roma-1"), topics: topics.map { TopicLevel(topic: TopicID(trusted: $0), level: 1) },
            skills: skills,
            channels: [
                ChannelLimit(channel: .voice, contacts: 1), ChannelLimit(channel: .callback, contacts: 1),
            ], address: nil)
        pool.agent(name, "roma", profile)
    }

    private static func isNear(_ pool: Pool, _ number: ContactNumber, turn: UInt64 = 0, untold: Int = 0) -> Bool {
        pool.follower.isCallNear(number, at: Turn(turn), besides: untold)
    }

    @Test func asManyAreCalledAsAgentsAreFree() {
        var pool = Self.pool()
        let numbers = (0..<3).map { _ in Self.due(&pool) }
        #expect(!numbers.contains { Self.isNear(pool, $0) }, "nobody is at work")
        Self.login(&pool, "anna")
        #expect(numbers.map { Self.isNear(pool, $0) } == [true, false, false])
        Self.login(&pool, "bea")
        #expect(numbers.map { Self.isNear(pool, $0) } == [true, true, false])
        #expect(!Self.isNear(pool, numbers[1], untold: 1), "its home has begun a call of which the log does not know")
        #expect(!Self.isNear(pool, numbers[0], turn: 1), "nor does it know the contact as it is")
        Self.say(&pool, numbers[0], .calling(until: pool.now))
        #expect(!Self.isNear(pool, numbers[0], turn: 1), "it is called already")
        #expect(numbers[1...].map { Self.isNear(pool, $0) } == [true, false], "who is called counts")
        #expect(pool.offer("anna") == nil && pool.line("pec").isEmpty)
        #expect(pool.follower.scheduledCount(TopicID(trusted: "pec")) == 3)
        #expect(pool.isSameEverywhere)
    }

    /// A step that was taken in line has asked another topic's agents, too.
    @Test func agentsWhomAStepHasAddedCount() {
        var topics = ["pec", "firma"].map { TopicSettings(topic: TopicID(trusted: $0)) }
        topics[0].rules.customerRingMs = 45_000
        var step = RelaxStep(afterMs: 1_000)
        step.addTopic = TopicID(trusted: "firma")
        topics[0].rules.relax = [step]
        var pool = Pool(topics: topics)
        let plain = Self.due(&pool)
        var routing = Self.routing(pool, .due)
        routing.steps = 1
        let relaxed = pool.enter("roma", "pec", routing: routing, channel: .callback)
        pool.wait(10)
        Self.login(&pool, "anna", ["firma"])
        #expect(!Self.isNear(pool, plain) && Self.isNear(pool, relaxed), "whom she cannot take is not before it")
        // While she is at work and others wait for her, it is the next that she would take.
        _ = pool.enter("roma", "firma", channel: .callback)
        pool.connect("anna")
        #expect(!Self.isNear(pool, relaxed))
        _ = pool.enter("roma", "firma", channel: .callback)
        #expect(Self.isNear(pool, relaxed) && !Self.isNear(pool, plain))
        #expect(pool.isSameEverywhere)
    }

    @Test func whoIsReachedHasThePlaceOfBefore() throws {
        var pool = Self.pool()
        let called = Self.due(&pool)
        let other = pool.enter("milano", "pec")
        let key = pool.owner.contact(called)?.key
        Self.say(&pool, called, .calling(until: pool.now))
        Self.say(&pool, called, .reached)
        #expect(pool.line("pec") == [called, other] && pool.owner.contact(called)?.key == key)
        #expect(pool.owner.linesWithCalls.isEmpty)
        Self.login(&pool, "anna")
        #expect(pool.offer("anna")?.contact == called)
        // A node that begins from a snapshot says the same.
        let next = Self.due(&pool)
        let last = Self.due(&pool)
        pool.report(other, .ended(.abandoned))
        Self.login(&pool, "bea")
        let image = try Engine(decoding: pool.follower.encoded())
        for number in [next, last] {
            let isNear = Self.isNear(pool, number)
            #expect(image.isCallNear(number, at: Turn(0), besides: 0) == isNear && isNear == (number == next))
        }
        #expect(pool.isSameEverywhere)
    }

    @Test func whoHasJustBecomeFreeCounts() {
        var pool = Self.pool()
        _ = pool.enter("roma", "pec")
        Self.login(&pool, "anna")
        pool.connect("anna")
        let called = Self.due(&pool)
        #expect(!Self.isNear(pool, called))
        pool.agent("anna")
        #expect(pool.owner.freed != nil && pool.follower.freed != nil, "nothing has happened since")
        #expect(Self.isNear(pool, called))
    }

    @Test func whoCouldNotBeTakenByThatAgentHoldsNobodyUp() {
        var pool = Self.pool()
        let skill = SkillLevel(skill: SkillID(trusted: "it"), level: 5)
        let first = Self.due(&pool, requirements: [skill])
        let second = Self.due(&pool)
        Self.login(&pool, "anna")
        #expect(!Self.isNear(pool, first) && Self.isNear(pool, second))
        Self.login(&pool, "bea", skills: [skill])
        #expect(Self.isNear(pool, first) && Self.isNear(pool, second))
    }

    @Test func topicsThatShareAnAgentDoNotBothCallForThem() {
        var pool = Self.pool(["pec", "firma", "visura"])
        let pec = Self.due(&pool, "pec")
        let firma = Self.due(&pool, "firma")
        let visura = Self.due(&pool, "visura")
        Self.login(&pool, "anna", ["pec", "firma"])
        Self.login(&pool, "bea", ["visura"])
        #expect(Self.isNear(pool, pec) && !Self.isNear(pool, firma) && Self.isNear(pool, visura))
        Self.say(&pool, pec, .calling(until: pool.now))
        #expect(!Self.isNear(pool, firma))
        pool.report(pec, .ended(.abandoned))
        #expect(Self.isNear(pool, firma))
    }

    @Test func whereAllAreBusyTheNextIsCalledBeforeOthersPassIt() {
        var pool = Self.pool(["pec", "firma"])
        let talk = pool.enter("roma", "pec")
        Self.login(&pool, "anna", ["pec", "firma"])
        pool.connect("anna")
        #expect(pool.owner.contact(talk)?.rank == 1)
        let first = Self.due(&pool)
        let second = Self.due(&pool)
        #expect(!Self.isNear(pool, first), "nobody waits: the agent will be seen free")
        let later = pool.enter("milano", "firma")
        #expect(Self.isNear(pool, first) && !Self.isNear(pool, second), "who waits in the other topic would pass it")
        Self.say(&pool, first, .calling(until: pool.now))
        #expect(!Self.isNear(pool, second))
        pool.report(later, .ended(.abandoned))
        Self.say(&pool, first, .reached)
        #expect(pool.line("pec") == [first] && !Self.isNear(pool, second))
    }

    @Test func whereManyWorkSomeAreCalledBeforeAgentsAreFree() {
        var pool = Self.pool()
        for number in 0..<40 {
            _ = pool.enter("roma", "pec")
            Self.login(&pool, "a\(number)")
            pool.connect("a\(number)")
        }
        let numbers = (0..<5).map { _ in Self.due(&pool) }
        // Four minutes and a half each, and fifteen seconds until somebody answers: two will have ended.
        #expect(numbers.map { Self.isNear(pool, $0) } == [true, true, false, false, false])
    }

    @Test func aSiteThatIsDetachedCallsNobodyAndHoldsNobodyUp() {
        var pool = Self.pool()
        let first = Self.due(&pool)
        let routing = Self.routing(pool, .due)
        let second = pool.enter("milano", "pec", routing: routing, channel: .callback)
        Self.login(&pool, "anna")
        #expect(Self.isNear(pool, first) && !Self.isNear(pool, second))
        pool.step(.detach(SiteID(trusted: "roma")))
        Self.login(&pool, "bea")
        pool.step(.attach(SiteID(trusted: "roma")))
        pool.step(.detach(SiteID(trusted: "milano")))
        #expect(Self.isNear(pool, first) && !Self.isNear(pool, second))
        pool.step(.attach(SiteID(trusted: "milano")))
        #expect(Self.isNear(pool, first) && Self.isNear(pool, second))
        #expect(pool.isSameEverywhere)
    }
}
