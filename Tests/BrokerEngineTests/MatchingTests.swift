// SPDX-License-Identifier: Apache-2.0
import BrokerModel
import Testing

@testable import BrokerEngine

@Suite struct MatchingTests {
    @Test func theLongestIdleComesFirst() {
        var pool = Pool(topics: ["pec"])
        for name in ["carla", "anna", "bruno"] {
            pool.agent(name, "milano", Pool.profile(["pec"]))
            pool.wait(1_000)
        }
        for name in ["carla", "anna", "bruno"] {
            pool.enter()
            #expect(pool.offer(name) != nil, "\(name)")
        }
        // A break and back does not begin idleness anew; work does.
        var other = Pool(topics: ["pec"])
        other.agent("anna", "milano", Pool.profile(["pec"]))
        other.wait(1_000)
        other.agent("bruno", "milano", Pool.profile(["pec"]))
        other.wait(1_000)
        other.agent("anna", "milano", ready: false, intent: .onBreak)
        other.wait(1_000)
        other.agent("anna", "milano")
        other.enter()
        #expect(other.offer("anna") != nil)
        other.connect("anna")
        other.agent("anna", "milano")
        other.enter()
        #expect(other.offer("bruno") != nil)
    }

    @Test func anOfferLeftOrRefusedGoesToSomebodyElseFirst() {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "milano", Pool.profile(["pec"]))
        pool.wait(1_000)
        pool.agent("bruno", "roma", Pool.profile(["pec"]))
        let contact = pool.enter()
        #expect(pool.offer("anna") != nil)
        pool.wait(1_000)
        pool.agent("anna", "milano")
        pool.report(contact, .waiting)
        #expect(pool.offer("bruno")?.contact == contact)
    }

    @Test func aFreeAgentNeverStandsBesideAContactToServe() {
        var random = SplitMix64(seed: 21)
        var pool = Pool(topics: ["pec", "firma"])
        var numbers: [ContactNumber] = []
        let names = (0..<6).map { "a\($0)" }
        for (index, name) in names.enumerated() {
            pool.agent(name, Pool.sites[index % 3], Pool.profile([["pec"], ["firma"], ["pec", "firma"]][index % 3]))
        }
        for step in 0..<1_200 {
            pool.wait(Int64(random.below(50)))
            let index = random.below(names.count)
            let site = Pool.sites[index % 3]
            switch random.below(8) {
            case 0, 1: numbers.append(pool.enter(Pool.sites[random.below(3)], ["pec", "firma"][random.below(2)]))
            case 2: pool.connect(names[index])
            case 3: pool.agent(names[index], site, ready: random.chance(800))
            case 4 where !numbers.isEmpty: pool.report(numbers[random.below(numbers.count)], .ended(.handled))
            case 5 where !numbers.isEmpty: pool.report(numbers[random.below(numbers.count)], .waiting)
            case 6: pool.step(random.chance(300) ? .detach(SiteID(trusted: site)) : .attach(SiteID(trusted: site)))
            default: pool.step(.attach(SiteID(trusted: site)))
            }
            for topic in ["pec", "firma"] where !pool.line(topic).isEmpty {
                #expect(pool.owner.availableCount(TopicID(trusted: topic)) == 0, "step \(step)")
            }
        }
        #expect(pool.isSameEverywhere)
    }

    @Test func linesGoWithTheirLastContact() {
        var pool = Pool(topics: ["pec", "firma"])
        for round in 0..<300 {
            let skill = SkillLevel(skill: SkillID(trusted: "s\(round)"), level: 1)
            let number = pool.enter("roma", "pec", requirements: [skill])
            if round.isMultiple(of: 2) { pool.report(number, .waiting, topic: "firma") }
            #expect(pool.owner.position(of: number) == 1)
            pool.report(number, .ended(.abandoned))
        }
        #expect(pool.owner.lines.count <= 3, "callers name what skills they like")
        #expect(pool.owner.topics.indices.allSatisfy { pool.owner.lines(of: $0).count <= 1 })
        #expect(pool.isSameEverywhere)
    }

    @Test func anOfferNamesItsEventAndBothTurns() {
        var pool = Pool(topics: ["pec"])
        let contact = pool.enter()
        pool.report(contact, .waiting)
        pool.agent("anna", "milano", Pool.profile(["pec"]))
        let offer = pool.offer("anna")
        #expect(offer?.id == OfferID(generation: 1, epoch: 1, sequence: pool.owner.sequence))
        #expect(offer?.contactTurn == Turn(1))
        #expect(offer?.agentTurn == Turn(1))
        #expect(offer?.contactSite.text == "roma")
        #expect(offer?.agentSite.text == "milano")
        #expect(offer?.timeoutMs == 20_000)
    }

    @Test func aChangeOfConfigurationMatchesAtOnce() {
        var pool = Pool(topics: ["pec"])
        pool.agent("anna", "milano", Pool.profile(["other"]))
        let contact = pool.enter()
        let settings = AgentSettings(
            agent: AgentID(trusted: "anna"), site: SiteID(trusted: "milano"),
            topics: [
                TopicLevel(topic: TopicID(trusted: "pec"), level: 1),
                TopicLevel(topic: TopicID(trusted: "pec"), level: 2),
            ],
            skills: [], address: nil)
        pool.configure([TopicSettings(topic: TopicID(trusted: "pec"))], agents: [settings])
        #expect(pool.offer("anna")?.contact == contact)
        #expect(pool.isSameEverywhere)
    }
}
