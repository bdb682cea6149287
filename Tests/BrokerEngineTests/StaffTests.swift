// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

/// Whether anybody could take a topic's contacts, and if not, why.
@Suite struct StaffTests {
    private static let pec = TopicID(trusted: "pec")

    private static func why(_ pool: Pool, _ topic: TopicID = pec) -> Vacancy? { pool.follower.vacancy(of: topic)?.why }

    @Test func comingGoingPausingAndFallingSilent() {
        var pool = Pool(topics: ["pec", "firma"])
        #expect(Self.why(pool) == .noAgents)
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        #expect(Self.why(pool) == nil)
        pool.agent("bruno", "milano", Pool.profile(["pec"]), ready: false, intent: .onBreak)
        #expect(Self.why(pool) == nil)
        pool.agent("anna", ready: false, intent: .onBreak)
        #expect(Self.why(pool) == .allOnBreak)
        pool.agent("bruno", "milano", ready: false, activity: .unreachable)
        #expect(Self.why(pool) == .allUnreachable)
        pool.agent("bruno", "milano", ready: false, activity: .wrapping)
        #expect(Self.why(pool) == nil, "who wraps up is at work")
        pool.agent("bruno", "milano", ready: false, intent: .offline)
        #expect(Self.why(pool) == .allOnBreak)
        pool.agent("anna", ready: false, intent: .offline)
        #expect(Self.why(pool) == .noAgents)
        #expect(Self.why(pool, TopicID(trusted: "firma")) == .noAgents)
    }

    @Test func aConversationIsWork() {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        pool.wait(5_000)
        pool.enter("roma", "pec")
        pool.connect("anna")
        #expect(Self.why(pool) == nil)
        pool.agent("anna", ready: false, intent: .offline)
        #expect(pool.follower.vacancy(of: Self.pec)?.since == pool.now)
    }

    @Test func aDetachedSiteIsOutOfReach() {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "milano", Pool.profile(["pec"]))
        pool.step(.detach(SiteID(trusted: "milano")))
        #expect(Self.why(pool) == .allUnreachable)
        pool.step(.attach(SiteID(trusted: "milano")))
        #expect(Self.why(pool) == nil)
    }

    @Test func otherTopicsByConfigurationOrLogin() {
        var pool = Pool(topics: ["pec", "firma"])
        pool.agent("anna", "roma", Pool.profile(["pec"]))
        pool.agent("anna", "roma", Pool.profile(["firma"]))
        #expect(Self.why(pool) == .noAgents)
        #expect(Self.why(pool, TopicID(trusted: "firma")) == nil)
        pool.configure(
            ["pec", "firma"].map { TopicSettings(topic: TopicID(trusted: $0)) },
            agents: [
                AgentSettings(
                    agent: AgentID(trusted: "anna"), site: SiteID(trusted: "roma"),
                    topics: [TopicLevel(topic: Self.pec, level: 1)], skills: [], address: nil)
            ])
        #expect(Self.why(pool) == nil)
        #expect(Self.why(pool, TopicID(trusted: "firma")) == .noAgents)
    }

    /// The counts are what counting everybody anew gives, on a node that folded and on one that read a snapshot.
    @Test(arguments: 0..<20 as Range<UInt64>) func theCountsAreThoseOfEverybody(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let names = ["pec", "firma", "cns"]
        var pool = Pool(topics: names)
        for step in 0..<120 {
            let agent = "a\(random.below(6))"
            let isKnown = pool.owner.agent(AgentID(trusted: agent)) != nil
            let served = names.filter { _ in random.chance(500) }
            let intent: Intent = [.available, .available, .onBreak, .offline][random.below(4)]
            let activity: Activity = [.idle, .idle, .unreachable, .notResponding, .wrapping][random.below(5)]
            pool.wait(100)
            switch random.below(10) {
            case 0: pool.step(.detach(SiteID(trusted: "roma")))
            case 1: pool.step(.attach(SiteID(trusted: "roma")))
            default:
                pool.agent(
                    agent, "roma", isKnown && random.chance(700) ? nil : Pool.profile(served),
                    ready: intent == .available && activity == .idle, intent: intent, activity: activity)
            }
            let read = try Engine(decoding: pool.follower.encoded())
            for name in names {
                let topic = TopicID(trusted: name)
                let due = Self.counted(pool.follower, topic)
                #expect(Self.why(pool, topic) == due, "seed \(seed), step \(step)")
                #expect(read.vacancy(of: topic)?.why == due, "seed \(seed), step \(step), from a snapshot")
            }
        }
    }

    private static func counted(_ engine: Engine, _ topic: TopicID) -> Vacancy? {
        let serving = engine.allAgents.filter { agent in
            agent.intent != .offline && agent.profile.topics.contains { $0.topic == topic }
        }
        let working = serving.filter { $0.intent == .available }
        let isCutOff = engine.sitesInOrder.first { $0.site.text == "roma" }?.state.isDetached == true
        let atWork = working.filter {
            $0.activity != .unreachable && $0.activity != .notResponding && !isCutOff
        }
        if !atWork.isEmpty { return nil }
        if !working.isEmpty { return .allUnreachable }
        return serving.isEmpty ? .noAgents : .allOnBreak
    }
}
